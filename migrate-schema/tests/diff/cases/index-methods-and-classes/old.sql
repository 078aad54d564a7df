CREATE TABLE t (a int, b text, c jsonb, d int4range, e text COLLATE "C"); CREATE INDEX i ON t (b); CREATE INDEX j ON t (a) INCLUDE (b);
