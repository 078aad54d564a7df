CREATE FUNCTION next_code(prefix text) RETURNS text LANGUAGE sql AS $$ SELECT prefix || '1' $$;
CREATE FUNCTION is_code(c text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT c <> '' $$;
CREATE TABLE t (code text DEFAULT next_code('a') CHECK (is_code(code)));
CREATE INDEX i ON t (is_code(code));
