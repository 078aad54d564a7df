INSERT INTO users (id, name, id) VALUES (1, 'a', 2);
