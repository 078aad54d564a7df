INSERT INTO ages SELECT id, age(seen, born) FROM users;
