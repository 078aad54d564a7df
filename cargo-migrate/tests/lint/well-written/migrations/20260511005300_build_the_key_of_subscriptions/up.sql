CREATE UNIQUE INDEX CONCURRENTLY subscriptions_pkey ON subscriptions (customer_id, product_id);
