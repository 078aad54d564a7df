ALTER TABLE customers DROP CONSTRAINT customers_full_name_not_null;
