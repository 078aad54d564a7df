--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
CREATE TABLE people (id bigint);
DROP TABLE people;
ALTER TABLE users RENAME TO people;
DROP TABLE people;
