--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! unapplied
ALTER TABLE orders ADD COLUMN tier text NOT NULL;
