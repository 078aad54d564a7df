CREATE TYPE e AS ENUM ('a', 'b'); CREATE DOMAIN d AS e[] NOT NULL DEFAULT '{a}' CONSTRAINT few CHECK (cardinality(VALUE) < 5); CREATE TABLE t (a d, b d[]);
