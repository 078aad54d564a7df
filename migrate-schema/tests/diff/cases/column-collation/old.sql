CREATE TABLE t (a text, b varchar(5) COLLATE "C" UNIQUE);
CREATE INDEX i ON t (a);
