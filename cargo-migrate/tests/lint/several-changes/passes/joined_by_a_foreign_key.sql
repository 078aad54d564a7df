--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
CREATE TABLE plans (id bigint PRIMARY KEY);
--! unapplied
ALTER TABLE plans ADD COLUMN owner bigint;
ALTER TABLE users ADD COLUMN plan_id bigint REFERENCES plans (id);
