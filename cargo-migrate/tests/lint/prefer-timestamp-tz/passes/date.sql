CREATE TABLE t (at date, t time);
