CREATE SCHEMA x;
CREATE TYPE x.mood AS ENUM ('happy', 'sad');
COMMENT ON TYPE x.mood IS 'how';

CREATE TABLE t (id int PRIMARY KEY, m x.mood DEFAULT 'sad' NOT NULL, all_of x.mood[] DEFAULT '{sad,happy}', CHECK (m <> 'happy'));
CREATE INDEX i ON t (m) WHERE m = 'sad';
CREATE INDEX j ON t (m);
CREATE VIEW v AS SELECT m FROM t WHERE m > 'sad';
CREATE FUNCTION f(m x.mood) RETURNS x.mood LANGUAGE sql AS $$ SELECT m $$;
GRANT USAGE ON TYPE x.mood TO reader;
CREATE TYPE pair AS (a x.mood, b int);
CREATE DOMAIN good AS x.mood CHECK (VALUE <> 'sad');
CREATE TABLE u (g good, p pair);
