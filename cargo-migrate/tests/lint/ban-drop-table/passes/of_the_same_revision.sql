CREATE TABLE orders (id bigint);
DROP TABLE orders;
