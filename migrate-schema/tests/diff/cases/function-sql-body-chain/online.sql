-- in one transaction
DROP INDEX public.i;
DROP VIEW public.v;
DROP FUNCTION public.g(integer);
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
RETURN ($1 + 1);
CREATE OR REPLACE FUNCTION public.g(integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
RETURN (public.f($1) * 2);
CREATE VIEW public.v AS
 SELECT public.g(t.a) AS x
   FROM public.t;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (public.g(a));
