CREATE TABLE order_items (order_id int, product_id int, PRIMARY KEY (order_id, product_id));
CREATE TABLE named (a int CONSTRAINT named_before PRIMARY KEY, b int NOT NULL);
CREATE TABLE read (a int PRIMARY KEY, b int);
