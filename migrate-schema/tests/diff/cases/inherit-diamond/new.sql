CREATE TABLE a (x bigint CHECK (x > 0), n text DEFAULT 'n');
CREATE TABLE b (y int) INHERITS (a);
CREATE TABLE c (z int NOT NULL) INHERITS (a);
CREATE TABLE d (own text) INHERITS (b, c);
CREATE INDEX i ON d (x, n);
