CREATE TYPE mood AS ENUM ('ok', 'great');
CREATE DOMAIN moody AS mood DEFAULT 'ok' CHECK (VALUE <> 'great');
CREATE TYPE pair AS (m mood, n int);
CREATE TABLE t (a mood[] NOT NULL DEFAULT '{ok,great}', b moody, c pair, d mood DEFAULT 'ok', CHECK (d <> 'great'));
CREATE INDEX i ON t (d) WHERE d = 'ok';
CREATE VIEW v AS SELECT a[1] AS x FROM t WHERE d = 'ok';
CREATE FUNCTION f(mood) RETURNS mood[] LANGUAGE sql AS 'SELECT ARRAY[$1]';
