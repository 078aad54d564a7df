--! applied
CREATE TABLE orders (id bigint NOT NULL);
--! unapplied
CREATE TABLE all_orders (id bigint NOT NULL) PARTITION BY RANGE (id);
ALTER TABLE all_orders ATTACH PARTITION orders DEFAULT;
TRUNCATE all_orders;
