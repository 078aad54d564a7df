CREATE TABLE t (a int, b text, c int);
CREATE INDEX i ON t (a);
CREATE INDEX j ON t (b) WHERE c > 0;
CREATE INDEX k ON t (c);
CREATE INDEX l ON t (lower(b));
