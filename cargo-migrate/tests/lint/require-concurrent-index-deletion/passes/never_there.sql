--! applied
CREATE TABLE users (id bigint, email text);
--! unapplied
DROP INDEX IF EXISTS users_email_idx, app.users_name_idx;
