CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (x e NOT NULL DEFAULT 'a', y e[]); CREATE INDEX i ON t (x);
