SET LOCAL check_function_bodies = off;
DROP FUNCTION public.o();
DROP FUNCTION public.a(integer[]);
CREATE OR REPLACE FUNCTION public.a(VARIADIC x text[])
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE OR REPLACE FUNCTION public.o(OUT x integer, OUT y text, OUT z date)
 RETURNS record
 LANGUAGE sql
AS $function$ SELECT 1, 'x', now()::date $function$;
CREATE OR REPLACE FUNCTION public.s()
 RETURNS SETOF integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$SELECT 1$function$;
