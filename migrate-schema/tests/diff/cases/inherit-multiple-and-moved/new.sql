CREATE TABLE p (a int);
CREATE TABLE q (a int, b int);
CREATE TABLE c (a int, b int) INHERITS (p, q);
ALTER TABLE c NO INHERIT p;
 CREATE TABLE d (a int, z int) INHERITS (p);
