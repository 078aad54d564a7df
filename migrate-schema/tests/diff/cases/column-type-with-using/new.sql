CREATE TABLE t (a integer DEFAULT 1, b boolean, c text, d int[], e integer, f date CHECK (f > '2020-01-01'));
