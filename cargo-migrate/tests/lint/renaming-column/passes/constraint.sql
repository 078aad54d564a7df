ALTER TABLE users RENAME CONSTRAINT users_check TO users_name_check;
