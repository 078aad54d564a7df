--! applied
CREATE TABLE orders (at timestamp);
--! unapplied
ALTER TABLE orders ALTER COLUMN at TYPE timestamptz;
