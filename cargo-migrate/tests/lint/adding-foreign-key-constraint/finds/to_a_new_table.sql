CREATE TABLE users (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN user_id bigint CONSTRAINT orders_user REFERENCES users;
