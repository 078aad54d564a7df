SET LOCAL check_function_bodies = off;
DROP FUNCTION public.f(integer, text[]);
DROP FUNCTION public.f(anyarray);
CREATE OR REPLACE FUNCTION public.f(anyarray)
 RETURNS anyarray
 LANGUAGE sql
AS $function$SELECT $1$function$;
CREATE OR REPLACE FUNCTION public.f(bigint, VARIADIC text[])
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
