DROP INDEX CONCURRENTLY customers_token_key;
