CREATE SCHEMA old;
CREATE TYPE old.e AS ENUM ('a', 'b');
CREATE DOMAIN old.d AS old.e CHECK (VALUE <> 'a');
CREATE TYPE old.c AS (e old.e, d old.d);
CREATE TABLE t (e old.e DEFAULT 'a', d old.d[], c old.c);
