CREATE TABLE users (id bigint);
ALTER TABLE users RENAME TO people;
