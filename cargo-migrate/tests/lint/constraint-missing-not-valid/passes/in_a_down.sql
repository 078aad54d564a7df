ALTER TABLE orders DROP CONSTRAINT amount_positive;
--! down
ALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0);
