CREATE TABLE t (n smallint);
