ALTER TABLE customers DROP CONSTRAINT customers_country_fkey;
ALTER TABLE customers
    ADD CONSTRAINT customers_country_fkey FOREIGN KEY (country) REFERENCES countries (code)
    ON DELETE RESTRICT NOT VALID;
