CREATE TABLE users (email text);
CREATE INDEX users_email_idx ON users (email);
REINDEX TABLE users;
REINDEX INDEX users_email_idx;
