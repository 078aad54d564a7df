CREATE INDEX users_email_idx ON users (email);
--! down
DROP INDEX users_email_idx;
