CREATE TABLE users (id bigint, email text UNIQUE, UNIQUE (id, email));
