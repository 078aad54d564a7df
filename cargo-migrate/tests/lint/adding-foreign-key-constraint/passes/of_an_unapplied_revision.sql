--! unapplied
CREATE TABLE orders (id bigint);
--! unapplied
ALTER TABLE orders ADD COLUMN user_id bigint REFERENCES users (id);
