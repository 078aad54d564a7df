CREATE TABLE t (a int PRIMARY KEY, b text);
CREATE VIEW v AS SELECT a, b, count(*) AS n FROM t GROUP BY a;
