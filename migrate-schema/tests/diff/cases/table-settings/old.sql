CREATE TABLE t (a text NOT NULL) WITH (fillfactor = 70);
CREATE UNIQUE INDEX i ON t (a);
