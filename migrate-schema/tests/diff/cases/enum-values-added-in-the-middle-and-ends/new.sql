CREATE TYPE e AS ENUM ('a', 'b', 'c', 'it''s', 'd', 'e', 'f'); CREATE TABLE t (x e DEFAULT 'b');
