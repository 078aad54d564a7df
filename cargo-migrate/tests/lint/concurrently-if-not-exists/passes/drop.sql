--! unapplied, transaction = none
DROP INDEX CONCURRENTLY IF EXISTS users_email;
