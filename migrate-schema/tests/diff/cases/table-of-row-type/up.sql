SET LOCAL check_function_bodies = off;
DROP FUNCTION public.f();
CREATE OR REPLACE FUNCTION public.f()
 RETURNS SETOF public.a
 LANGUAGE sql
AS $function$SELECT * FROM a$function$;
ALTER TABLE public.a ADD COLUMN y text;
