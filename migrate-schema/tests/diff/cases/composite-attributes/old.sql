CREATE TYPE c AS (a int, b text);
CREATE TABLE t (c c);
CREATE TYPE loose AS (a int);
