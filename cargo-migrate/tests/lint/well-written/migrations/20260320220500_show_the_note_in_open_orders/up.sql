CREATE OR REPLACE VIEW open_orders AS
    SELECT o.id, o.customer_id, o.placed_at, o.note
    FROM orders o
    WHERE o.total IS NULL;
