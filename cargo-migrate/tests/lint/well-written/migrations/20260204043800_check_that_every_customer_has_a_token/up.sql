ALTER TABLE customers ADD CONSTRAINT customers_token_not_null CHECK (token IS NOT NULL) NOT VALID;
