ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_pkey;
CREATE UNIQUE INDEX subscriptions_pkey ON subscriptions (customer_id, product_id);
