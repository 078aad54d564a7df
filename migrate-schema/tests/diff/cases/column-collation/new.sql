CREATE TABLE t (a text COLLATE "C", b varchar(5) UNIQUE);
CREATE INDEX i ON t (a);
