CREATE TABLE t (a text DEFAULT '1', b int, c jsonb, d text[], e boolean, f int CHECK (f > 0));
