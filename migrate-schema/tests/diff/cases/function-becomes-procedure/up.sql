SET LOCAL check_function_bodies = off;
DROP FUNCTION public.f(integer);
CREATE OR REPLACE PROCEDURE public.f(IN a integer)
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;
COMMENT ON PROCEDURE public.f(integer) IS 'x';
REVOKE EXECUTE ON PROCEDURE public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE public.f(integer) TO reader;
