--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
CREATE TABLE plans (id bigint PRIMARY KEY);
--! unapplied
CREATE VIEW v AS SELECT 1 AS one;
--! down
ALTER TABLE users ADD COLUMN nick text;
ALTER TABLE plans ADD COLUMN label text;
