--! applied
CREATE TABLE users (id bigint);
--! unapplied
ALTER TABLE users ADD COLUMN email text;
CREATE INDEX ON users (email);
