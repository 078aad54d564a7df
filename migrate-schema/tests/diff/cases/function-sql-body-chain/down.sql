DROP INDEX public.i;
DROP VIEW public.v;
DROP FUNCTION public.g(integer);
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
RETURN ($1 + 1);
CREATE OR REPLACE FUNCTION public.g(integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
RETURN (public.f($1) * 2);
CREATE VIEW public.v AS
 SELECT public.g(t.a) AS x
   FROM public.t;
CREATE INDEX i ON public.t USING btree (public.g(a));
