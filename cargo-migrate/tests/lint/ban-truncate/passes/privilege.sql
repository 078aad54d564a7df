GRANT TRUNCATE ON users TO janitor;
