CREATE TABLE t (a int);
CREATE FUNCTION full_name(t) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1.a::text $$;
CREATE INDEX i ON t (full_name(t));
CREATE TABLE holds (t t, ts t[]);
