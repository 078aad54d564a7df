CREATE TABLE orders (id bigint, user_id bigint NOT NULL REFERENCES users (id), note text);
