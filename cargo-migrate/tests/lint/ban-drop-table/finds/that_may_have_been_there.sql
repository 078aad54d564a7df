CREATE TABLE IF NOT EXISTS orders (id bigint);
DROP TABLE orders;
