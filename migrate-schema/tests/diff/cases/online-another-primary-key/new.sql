CREATE TABLE order_items (order_id int, product_id int, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE named (a int, b int NOT NULL CONSTRAINT named_after PRIMARY KEY);
CREATE TABLE read (a int, b int PRIMARY KEY);
