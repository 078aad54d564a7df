ALTER TABLE customers ADD CONSTRAINT customers_token_key UNIQUE USING INDEX customers_token_key;
