DROP TRIGGER orders_touch ON orders;
DROP FUNCTION touch();
ALTER TABLE orders DROP COLUMN changed_at;
