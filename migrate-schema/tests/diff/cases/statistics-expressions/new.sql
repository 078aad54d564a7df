CREATE TABLE t (a int);
CREATE STATISTICS st ON (a + 1), (a * 2) FROM t;
