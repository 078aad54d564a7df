SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT $1$function$;
CREATE OR REPLACE FUNCTION public.g()
 RETURNS SETOF record
 LANGUAGE plpgsql
AS $function$BEGIN RETURN; END$function$;
