SET LOCAL check_function_bodies = off;
DROP PROCEDURE public.f(integer);
CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS void
 LANGUAGE sql
AS $function$SELECT 1$function$;
COMMENT ON FUNCTION public.f(integer) IS 'x';
REVOKE EXECUTE ON FUNCTION public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.f(integer) TO reader;
