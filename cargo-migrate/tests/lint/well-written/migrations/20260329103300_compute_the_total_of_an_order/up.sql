CREATE FUNCTION order_total(wanted bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT sum(l.quantity * p.price)
    FROM order_lines l JOIN products p ON p.id = l.product_id
    WHERE l.order_id = wanted
$$;
