SET LOCAL check_function_bodies = off;
DROP FUNCTION public.s();
DROP FUNCTION public.o();
DROP FUNCTION public.a(text[]);
CREATE OR REPLACE FUNCTION public.a(VARIADIC x integer[])
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE OR REPLACE FUNCTION public.o(OUT x integer, OUT y text)
 RETURNS record
 LANGUAGE sql
AS $function$ SELECT 1, 'x' $function$;
