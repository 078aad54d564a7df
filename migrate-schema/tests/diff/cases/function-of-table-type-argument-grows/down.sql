SET LOCAL check_function_bodies = off;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN b;
DROP FUNCTION public.f(public.t);
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
CREATE OR REPLACE FUNCTION public.f(public.t)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$SELECT $1.a$function$;
CREATE VIEW public.v AS
 SELECT public.f(t.*) AS x
   FROM public.t;
