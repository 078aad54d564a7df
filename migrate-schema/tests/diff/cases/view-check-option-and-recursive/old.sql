CREATE TABLE t (a int, p int);
