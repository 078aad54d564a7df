CREATE TABLE t (a bigint PRIMARY KEY, b text DEFAULT 'x', c timestamp);
CREATE INDEX i ON t (lower(b));
CREATE TABLE u (t bigint REFERENCES t);
