--! unapplied
CREATE TABLE t (a int);
DROP INDEX users_email_idx;
--! down
CREATE INDEX users_email_idx ON users (email);
DROP TABLE t;
