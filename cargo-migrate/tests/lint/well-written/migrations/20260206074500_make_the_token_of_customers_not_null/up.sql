ALTER TABLE customers VALIDATE CONSTRAINT customers_token_not_null;
ALTER TABLE customers ALTER COLUMN token SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT customers_token_not_null;
