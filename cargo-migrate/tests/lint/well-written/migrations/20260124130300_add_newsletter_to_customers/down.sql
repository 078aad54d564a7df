ALTER TABLE customers DROP COLUMN newsletter;
