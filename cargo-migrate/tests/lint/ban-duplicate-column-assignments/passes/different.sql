UPDATE users SET name = 'a', email = 'b' WHERE id = 1;
