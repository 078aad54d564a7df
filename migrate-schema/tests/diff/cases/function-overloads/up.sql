SET LOCAL check_function_bodies = off;
ALTER TABLE ONLY public.t ALTER COLUMN b DROP DEFAULT;
DROP FUNCTION public.f(text);
CREATE OR REPLACE FUNCTION public.f(bigint)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT public.f((1)::bigint);
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT 2$function$;
ALTER TABLE ONLY public.t ALTER COLUMN b SET DEFAULT public.f('x'::text);
