SET LOCAL check_function_bodies = off;
ALTER TABLE public.a DROP COLUMN y;
DROP FUNCTION public.f();
CREATE OR REPLACE FUNCTION public.f()
 RETURNS public.a
 LANGUAGE sql
AS $function$SELECT * FROM a$function$;
