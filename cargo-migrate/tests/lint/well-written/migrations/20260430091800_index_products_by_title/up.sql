CREATE INDEX CONCURRENTLY products_title_idx ON products (lower(title) text_pattern_ops);
