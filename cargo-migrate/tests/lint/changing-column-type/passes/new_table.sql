CREATE TABLE orders (id int);
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
