UPDATE users SET name = 'nobody;
