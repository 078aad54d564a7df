--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! unapplied
TRUNCATE orders RESTART IDENTITY;
