CREATE TABLE shipments (
    order_id bigint PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    sent_at timestamp
);
