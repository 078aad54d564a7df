CREATE DOMAIN d AS varchar(3);
CREATE TABLE t (x d, y d[]);
