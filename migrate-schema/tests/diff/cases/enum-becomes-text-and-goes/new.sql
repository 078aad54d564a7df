CREATE TABLE t (x text NOT NULL DEFAULT 'a', y text[]); CREATE INDEX i ON t (x);
