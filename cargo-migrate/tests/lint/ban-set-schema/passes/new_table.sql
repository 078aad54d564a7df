CREATE TABLE users (id bigint);
ALTER TABLE users SET SCHEMA app;
