CREATE TABLE t (a int, b int, c jsonb, CHECK (a > 0 OR b IS NOT NULL), CHECK ((c ->> 'it''s') IS DISTINCT FROM 'x"y'), CONSTRAINT "Q" CHECK (a = ANY (ARRAY[1, 2, b])) NO INHERIT);
ALTER TABLE t ADD CONSTRAINT later CHECK (b < 100) NOT VALID;
