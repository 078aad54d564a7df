CREATE UNIQUE INDEX CONCURRENTLY customers_token_key ON customers (token);
