ALTER TABLE customers DROP CONSTRAINT customers_token_not_null;
