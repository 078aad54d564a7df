CREATE TYPE c AS (a int, b text, d date);
CREATE TABLE t (c c);
CREATE TYPE loose AS (a bigint, z text COLLATE "C");
