--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! unapplied
UPDATE orders SET user_id = 1;
