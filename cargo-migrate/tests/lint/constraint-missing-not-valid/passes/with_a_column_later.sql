--! applied
CREATE TABLE orders (id bigint PRIMARY KEY);
--! unapplied
ALTER TABLE orders ADD COLUMN total bigint;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
