MERGE INTO users USING leavers ON users.id = leavers.id WHEN MATCHED THEN DELETE;
EXPLAIN DELETE FROM users;
