CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c (a int DEFAULT 2, b text NOT NULL) INHERITS (p);
