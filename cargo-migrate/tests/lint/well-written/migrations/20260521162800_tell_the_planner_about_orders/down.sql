DROP STATISTICS orders_by_customer_and_time;
ALTER TABLE orders RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE orders ALTER COLUMN customer_id SET STATISTICS -1;
