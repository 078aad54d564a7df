--! unapplied
CREATE TABLE users (email text, name text);
CREATE INDEX ON users (lower(email), name);
CREATE INDEX b_idx ON users (name);
ALTER INDEX b_idx RENAME TO c_idx;
--! unapplied
DROP INDEX users_lower_name_idx;
DROP INDEX c_idx;
