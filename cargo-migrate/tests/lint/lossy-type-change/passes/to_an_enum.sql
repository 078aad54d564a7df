--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
CREATE TYPE plan AS ENUM ('free', 'pro');
ALTER TABLE users ALTER COLUMN plan TYPE plan USING plan::plan;
