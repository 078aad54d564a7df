ALTER TABLE products ADD COLUMN stock_count bigint;
