CREATE TABLE t (a int PRIMARY KEY, b varchar(10) DEFAULT 'x', c date);
CREATE INDEX i ON t (lower(b));
CREATE TABLE u (t int REFERENCES t);
