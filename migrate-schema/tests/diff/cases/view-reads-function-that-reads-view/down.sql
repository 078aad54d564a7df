SET LOCAL check_function_bodies = off;
DROP VIEW public.w;
DROP FUNCTION public.f();
DROP VIEW public.v;
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
CREATE OR REPLACE FUNCTION public.f()
 RETURNS SETOF public.v
 LANGUAGE sql
 STABLE
AS $function$SELECT * FROM v$function$;
CREATE VIEW public.w AS
 SELECT f.a
   FROM public.f() f(a);
