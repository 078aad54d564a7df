CREATE TABLE t (at timestamp without time zone);
