CREATE INDEX CONCURRENTLY products_attributes_idx ON products USING gin (attributes);
