SELECT id, random() AS place INTO lots FROM users;
