CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS e CHECK (VALUE <> 'a');
CREATE TYPE c AS (e e, d d);
CREATE TABLE t (e e DEFAULT 'a', d d[], c c);
