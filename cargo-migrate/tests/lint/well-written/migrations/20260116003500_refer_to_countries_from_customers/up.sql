-- New rows are checked from now on; the old ones in the next revision.
ALTER TABLE customers
    ADD CONSTRAINT customers_country_fkey FOREIGN KEY (country) REFERENCES countries (code)
    ON DELETE RESTRICT NOT VALID;
