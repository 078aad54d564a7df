ALTER TABLE customers DROP COLUMN seen_at;
