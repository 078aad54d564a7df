--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! down
DROP TABLE orders;
