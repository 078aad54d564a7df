CREATE TABLE b (id serial);
CREATE TABLE c (id int DEFAULT nextval('b_id_seq'));
