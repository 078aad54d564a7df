CREATE TABLE t ("char" text);
