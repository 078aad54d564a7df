--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
CREATE TABLE plans (id bigint PRIMARY KEY);
--! unapplied
ALTER TABLE plans ADD COLUMN name text;
ALTER TABLE users ADD COLUMN plan_name text;
UPDATE users u SET plan_name = p.name FROM plans p WHERE p.id = u.id;
