--! applied
CREATE TABLE orders (id bigint PRIMARY KEY);
--! unapplied
CREATE TABLE all_orders (id bigint NOT NULL);
ALTER TABLE orders INHERIT all_orders;
--! unapplied
DROP TABLE all_orders CASCADE;
