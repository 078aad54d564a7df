CREATE TABLE t (serial text);
