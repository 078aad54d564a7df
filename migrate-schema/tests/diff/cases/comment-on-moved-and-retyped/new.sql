CREATE TABLE t (b text, a numeric); COMMENT ON COLUMN t.a IS 'new a'; CREATE VIEW v AS SELECT a, b FROM t; COMMENT ON COLUMN v.a IS 'va'; COMMENT ON COLUMN v.b IS 'vb';
