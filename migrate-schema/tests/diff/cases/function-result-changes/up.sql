SET LOCAL check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.g();
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(a text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$ BEGIN RETURN a || 'x';
END $function$;
CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS bigint
 LANGUAGE sql
AS $function$ SELECT a $function$;
REVOKE EXECUTE ON FUNCTION public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.f(integer) TO reader;
CREATE OR REPLACE FUNCTION public.g()
 RETURNS TABLE(a integer, b text, c date)
 LANGUAGE sql
AS $function$ SELECT 1, 'x', now()::date $function$;
COMMENT ON FUNCTION public.g() IS 'rows';
CREATE VIEW public.v AS
 SELECT public.f(1) AS f;
