UPDATE products SET stock_count = stock WHERE stock_count IS NULL AND id < 1000000;
UPDATE products SET stock_count = stock WHERE stock_count IS NULL AND id >= 1000000;
ANALYZE products;
VACUUM products;
