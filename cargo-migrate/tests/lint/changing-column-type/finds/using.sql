ALTER TABLE orders ALTER COLUMN data TYPE jsonb USING data::jsonb, ALTER COLUMN "Order" TYPE numeric(12, 4);
