--! applied
CREATE TABLE orders (at timestamp(3) without time zone);
--! unapplied
SET LOCAL TIME ZONE 'UTC';
ALTER TABLE orders ALTER COLUMN at TYPE timestamp with time zone;
