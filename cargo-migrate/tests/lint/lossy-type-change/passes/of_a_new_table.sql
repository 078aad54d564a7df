--! unapplied
CREATE TABLE plans (id bigint);
--! unapplied
ALTER TABLE plans ALTER COLUMN id TYPE int;
