CREATE FUNCTION f(a int, b int, OUT c int) LANGUAGE sql AS 'SELECT a + b';
CREATE VIEW v AS SELECT f(1, 1) AS x;
