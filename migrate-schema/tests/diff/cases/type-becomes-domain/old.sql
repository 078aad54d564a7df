CREATE TYPE x AS ENUM ('a'); CREATE TABLE t (a x, b int);
