ALTER TABLE users ADD COLUMN age int;
COPY users (name) FROM STDIN;
it's
me
\.
UPDATE users SET age = 1;
