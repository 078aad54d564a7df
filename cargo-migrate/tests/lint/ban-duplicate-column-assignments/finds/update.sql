UPDATE users SET name = 'a', email = 'b', NAME = 'c' WHERE id = 1;
