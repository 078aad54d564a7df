SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT SECURITY DEFINER LEAKPROOF COST 5
 SET search_path TO 'pg_catalog', 'My'
 SET work_mem TO '1MB'
AS $function$SELECT $1$function$;
CREATE OR REPLACE FUNCTION public.g()
 RETURNS SETOF record
 LANGUAGE plpgsql
 ROWS 7
AS $function$BEGIN RETURN; END$function$;
