CREATE SCHEMA s;
CREATE TYPE s.feeling AS ENUM ('down', 'ok');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TYPE pair AS (a s.feeling, b email);
CREATE TABLE t (m s.feeling DEFAULT 'down' CHECK (m <> 'ok'), many s.feeling[] DEFAULT '{down}', e email, p pair);
CREATE VIEW v AS SELECT m, e FROM t WHERE m = 'down';
CREATE FUNCTION f(s.feeling, email) RETURNS s.feeling LANGUAGE sql AS 'SELECT $1';
