CREATE DOMAIN x AS text CHECK (VALUE IN ('a', 'b')); CREATE TABLE t (a x, b int);
