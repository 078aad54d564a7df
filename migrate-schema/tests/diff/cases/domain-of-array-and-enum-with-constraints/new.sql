CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE DOMAIN d AS e[] DEFAULT '{b}' CONSTRAINT more CHECK (cardinality(VALUE) < 9); CREATE TABLE t (a d, b d[], c e);
