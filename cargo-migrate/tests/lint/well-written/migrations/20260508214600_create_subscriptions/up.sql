CREATE TABLE subscriptions (
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    since date NOT NULL DEFAULT current_date
);
