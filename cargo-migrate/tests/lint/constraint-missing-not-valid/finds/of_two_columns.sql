ALTER TABLE orders ADD CONSTRAINT paid_later CHECK (paid_at IS NULL OR paid_at >= created_at) NO INHERIT;
