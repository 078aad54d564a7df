CREATE TABLE orders (a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES pairs (a, b) MATCH FULL);
