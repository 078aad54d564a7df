SET LOCAL check_function_bodies = off;
DROP FUNCTION public.f(bigint, text[]);
DROP FUNCTION public.f(anyarray);
CREATE OR REPLACE FUNCTION public.f(anyarray)
 RETURNS anyelement
 LANGUAGE sql
AS $function$SELECT $1[1]$function$;
CREATE OR REPLACE FUNCTION public.f(integer, VARIADIC text[])
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT $1$function$;
