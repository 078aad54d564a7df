SET LOCAL check_function_bodies = off;
ALTER TABLE ONLY public.t ALTER COLUMN b DROP DEFAULT;
DROP FUNCTION public.f(text);
CREATE OR REPLACE FUNCTION public.f(integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT public.f(1);
DROP FUNCTION public.f(bigint);
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 2$function$;
ALTER TABLE ONLY public.t ALTER COLUMN b SET DEFAULT public.f('x'::text);
