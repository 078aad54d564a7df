ALTER TABLE orders ALTER COLUMN customer_id SET STATISTICS 500;
ALTER TABLE orders SET (autovacuum_vacuum_scale_factor = 0.05);
CREATE STATISTICS orders_by_customer_and_time (ndistinct) ON customer_id, placed_at FROM orders;
