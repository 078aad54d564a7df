ALTER TABLE users ADD COLUMN groups jsonb
ALTER TABLE users ADD COLUMN age int;
UPDATE users SET age 1;
