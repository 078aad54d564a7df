--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
ALTER TABLE users ADD COLUMN nick text;
--! down
ALTER TABLE users DROP COLUMN nick;
