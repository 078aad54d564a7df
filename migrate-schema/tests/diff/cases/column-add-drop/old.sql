CREATE TABLE t (a int, b text DEFAULT 'x', c int);
CREATE INDEX i ON t (b, c);
ALTER TABLE t ADD CONSTRAINT k CHECK (b <> '');
