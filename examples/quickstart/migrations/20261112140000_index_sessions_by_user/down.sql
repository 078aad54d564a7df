DROP INDEX CONCURRENTLY sessions_user_id;
