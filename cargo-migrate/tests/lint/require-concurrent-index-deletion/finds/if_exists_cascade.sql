--! applied
CREATE TABLE app.users (id bigint, email text);
CREATE INDEX users_email_idx ON app.users (email);
--! unapplied
DROP INDEX IF EXISTS app.users_email_idx CASCADE;
