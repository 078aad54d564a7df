--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
ALTER TABLE orders RENAME TO purchases;
--! unapplied
DROP TABLE purchases;
