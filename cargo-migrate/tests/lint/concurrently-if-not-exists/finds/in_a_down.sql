--! unapplied, transaction = none
DROP INDEX CONCURRENTLY users_email;
--! down
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);
