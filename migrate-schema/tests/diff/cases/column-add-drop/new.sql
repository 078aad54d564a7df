CREATE TABLE t (a int, d timestamptz NOT NULL DEFAULT now(), c int, "Ünï code" text);
CREATE INDEX i ON t (d, c);
