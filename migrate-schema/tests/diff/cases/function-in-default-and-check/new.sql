CREATE FUNCTION next_code(p text, n int DEFAULT 1) RETURNS text LANGUAGE sql AS $$ SELECT p || n $$;
CREATE FUNCTION is_code(code text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT code <> 'x' $$;
CREATE TABLE t (code text DEFAULT next_code('a') CHECK (is_code(code)));
CREATE INDEX i ON t (is_code(code));
