ALTER TABLE products
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}'::text[],
    ADD COLUMN weight_grams integer NOT NULL DEFAULT 0;
