INSERT INTO plans (id, name) SELECT nextval('plans_id_seq'), name FROM names;
