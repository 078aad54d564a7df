--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
CREATE VIEW v AS SELECT 1 AS one;
--! down
CREATE TABLE orders (user_id bigint REFERENCES users);
