--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
ALTER TABLE users DROP COLUMN name;
--! down
ALTER TABLE users ADD COLUMN name varchar(40) NOT NULL;
