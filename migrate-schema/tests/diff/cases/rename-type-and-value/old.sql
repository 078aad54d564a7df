CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('sad', 'ok');
CREATE DOMAIN "E Mail" AS text CHECK (VALUE LIKE '%@%');
CREATE TYPE pair AS (a s.mood, b "E Mail");
CREATE TABLE t (m s.mood DEFAULT 'sad' CHECK (m <> 'ok'), many s.mood[] DEFAULT '{sad}', e "E Mail", p pair);
CREATE VIEW v AS SELECT m, e FROM t WHERE m = 'sad';
CREATE FUNCTION f(s.mood, "E Mail") RETURNS s.mood LANGUAGE sql AS 'SELECT $1';
