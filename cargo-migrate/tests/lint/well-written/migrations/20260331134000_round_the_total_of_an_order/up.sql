CREATE OR REPLACE FUNCTION order_total(wanted bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT round(sum(l.quantity * p.price), 2)
    FROM order_lines l JOIN products p ON p.id = l.product_id
    WHERE l.order_id = wanted
$$;
