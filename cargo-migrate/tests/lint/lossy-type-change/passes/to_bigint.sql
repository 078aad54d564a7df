--! applied
CREATE TABLE plans (id serial PRIMARY KEY);
--! unapplied
ALTER TABLE plans ALTER COLUMN id TYPE bigint USING id::bigint;
