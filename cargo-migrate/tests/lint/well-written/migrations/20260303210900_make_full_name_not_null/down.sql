ALTER TABLE customers ALTER COLUMN full_name DROP NOT NULL;
ALTER TABLE customers ADD CONSTRAINT customers_full_name_not_null CHECK (full_name IS NOT NULL) NOT VALID;
