CREATE TABLE t (a int PRIMARY KEY, b text, c int, d int, n int);
CREATE TABLE r (a int, b text);
CREATE TYPE mood AS ENUM ('a', 'c');
CREATE TABLE m (m mood DEFAULT 'a');
