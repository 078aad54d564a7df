SET LOCAL check_function_bodies = off;
DROP VIEW public.v;
DROP AGGREGATE public.total(integer);
DROP FUNCTION public.add(integer, integer);
CREATE OR REPLACE FUNCTION public.add(integer, b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 + $2$function$;
CREATE AGGREGATE public.total(integer) (
    SFUNC = public.add,
    STYPE = integer,
    INITCOND = '1',
    PARALLEL = SAFE
);
CREATE VIEW public.v AS
 SELECT public.total(t.a) AS x
   FROM public.t;
