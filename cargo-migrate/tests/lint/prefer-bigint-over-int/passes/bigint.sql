CREATE TABLE t (id bigint, n int8);
