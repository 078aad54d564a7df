--! unapplied, transaction = none
DROP INDEX CONCURRENTLY users_email_idx;
--! down
CREATE INDEX users_email_idx ON users (email);
