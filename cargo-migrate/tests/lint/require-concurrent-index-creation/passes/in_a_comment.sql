-- CREATE INDEX users_email_idx ON users (email);
COMMENT ON TABLE users IS 'CREATE INDEX users_email_idx ON users (email);';
