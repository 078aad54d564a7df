CREATE INDEX CONCURRENTLY sessions_user_id ON sessions (user_id);
