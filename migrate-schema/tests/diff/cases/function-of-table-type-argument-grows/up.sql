SET LOCAL check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.f(public.t);
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
CREATE OR REPLACE FUNCTION public.f(public.t)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$SELECT $1.a$function$;
ALTER TABLE public.t ADD COLUMN b text;
CREATE VIEW public.v AS
 SELECT public.f(t.*) AS x
   FROM public.t;
