INSERT INTO ages SELECT id, age(born) FROM users;
