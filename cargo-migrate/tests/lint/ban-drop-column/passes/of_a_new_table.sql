--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! unapplied
ALTER TABLE orders DROP COLUMN user_id;
