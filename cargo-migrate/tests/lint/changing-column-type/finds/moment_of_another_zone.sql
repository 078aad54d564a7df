--! applied
CREATE TABLE orders (at timestamp);
--! unapplied
SET LOCAL timezone = 'Europe/Berlin';
ALTER TABLE orders ALTER COLUMN at TYPE timestamptz;
