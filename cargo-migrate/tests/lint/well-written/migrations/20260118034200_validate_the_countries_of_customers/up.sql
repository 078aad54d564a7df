ALTER TABLE customers VALIDATE CONSTRAINT customers_country_fkey;
