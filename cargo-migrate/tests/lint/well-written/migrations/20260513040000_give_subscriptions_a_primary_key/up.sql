ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_pkey PRIMARY KEY USING INDEX subscriptions_pkey;
