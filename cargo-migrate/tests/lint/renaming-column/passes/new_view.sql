CREATE VIEW people AS SELECT name FROM users;
ALTER VIEW people RENAME COLUMN name TO full_name;
