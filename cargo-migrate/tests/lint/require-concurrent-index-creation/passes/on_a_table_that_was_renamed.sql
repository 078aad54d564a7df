CREATE TABLE people (id bigint PRIMARY KEY, email text);
ALTER TABLE people RENAME TO users;
CREATE INDEX users_email_idx ON users (email);
