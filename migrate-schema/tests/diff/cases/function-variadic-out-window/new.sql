CREATE FUNCTION a(VARIADIC x text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION o(OUT x int, OUT y text, OUT z date) LANGUAGE sql AS $$ SELECT 1, 'x', now()::date $$;
CREATE FUNCTION s() RETURNS SETOF int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS 'SELECT 1';
