ALTER TABLE users ALTER COLUMN name SET DEFAULT 'nobody';
CREATE INDEX users_name ON users (name);
CREATE TABLE nicks (nick text);
