CREATE TABLE t (a character(2));
