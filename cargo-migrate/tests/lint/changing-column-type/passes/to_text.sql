--! applied
CREATE TABLE orders (id bigint);
ALTER TABLE orders ADD COLUMN note character varying(40);
--! unapplied
ALTER TABLE orders ALTER COLUMN note TYPE text;
