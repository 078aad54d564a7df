--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! unapplied
DELETE FROM users u USING orders;
