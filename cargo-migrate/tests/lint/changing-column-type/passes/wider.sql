--! applied
CREATE TABLE orders (note varchar(40), amount numeric(10, 2), at timestamp(3));
--! unapplied
ALTER TABLE orders ALTER note TYPE varchar(80), ALTER amount TYPE numeric(12, 2), ALTER at TYPE timestamp;
