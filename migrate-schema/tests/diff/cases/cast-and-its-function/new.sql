CREATE TYPE pair AS (x int, y int);
CREATE FUNCTION to_text(pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.x || '','' || $1.y';
CREATE CAST (pair AS text) WITH FUNCTION to_text(pair) AS ASSIGNMENT;
COMMENT ON CAST (pair AS text) IS 'x';
CREATE TYPE mood AS ENUM ('a');
CREATE CAST (text AS mood) WITH INOUT AS IMPLICIT;
CREATE VIEW v AS SELECT (ROW(1, 2)::pair)::text AS t;
