CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a int[], b text, c e[], d bigint[]);
