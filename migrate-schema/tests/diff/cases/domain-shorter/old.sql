CREATE DOMAIN d AS text;
CREATE TABLE t (x d, y d[]);
