SET LOCAL check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.f(integer, integer);
CREATE OR REPLACE FUNCTION public.f(a integer, b integer DEFAULT 1, OUT c integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT a + b$function$;
CREATE VIEW public.v AS
 SELECT public.f(1) AS x;
