--! applied
CREATE TABLE orders (id int PRIMARY KEY, note varchar(40));
--! unapplied
ALTER TABLE orders ALTER id SET DATA TYPE bigint;
ALTER TABLE orders ALTER note TYPE varchar(20);
