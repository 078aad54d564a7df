--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
CREATE SCHEMA old;
ALTER TABLE users SET SCHEMA old;
DROP SCHEMA old CASCADE;
