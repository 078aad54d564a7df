BEGIN;
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
INSERT INTO users VALUES (1, 'ada@example.org');
CREATE ROLE app;
GRANT app TO postgres;
COMMIT;
