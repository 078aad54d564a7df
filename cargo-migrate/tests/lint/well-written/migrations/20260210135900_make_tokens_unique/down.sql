ALTER TABLE customers DROP CONSTRAINT customers_token_key;
CREATE UNIQUE INDEX customers_token_key ON customers (token);
