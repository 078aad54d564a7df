DROP INDEX CONCURRENTLY subscriptions_pkey;
