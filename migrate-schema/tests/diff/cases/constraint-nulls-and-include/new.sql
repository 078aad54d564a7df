CREATE TABLE t (a int, b int, c int, CONSTRAINT t_a_key UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor = 60), CONSTRAINT pk PRIMARY KEY (c) INCLUDE (a, b));
