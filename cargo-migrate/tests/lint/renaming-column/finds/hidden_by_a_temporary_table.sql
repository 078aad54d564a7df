--! applied
CREATE TABLE users (id bigint, email text);
--! unapplied
CREATE TEMP TABLE users (email text);
ALTER TABLE users RENAME TO u;
ALTER TABLE users RENAME COLUMN email TO mail;
