CREATE MATERIALIZED VIEW sales AS
    SELECT l.product_id, sum(l.quantity) AS sold
    FROM order_lines l
    GROUP BY l.product_id;

CREATE UNIQUE INDEX sales_product_id_idx ON sales (product_id);
