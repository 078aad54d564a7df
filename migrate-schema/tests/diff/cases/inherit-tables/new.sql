CREATE TABLE p (a bigint DEFAULT 3, n text, CHECK (a > 1));
CREATE TABLE q (z int);
CREATE TABLE c (b int, z int) INHERITS (p);
ALTER TABLE c INHERIT q;
