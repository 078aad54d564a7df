DROP MATERIALIZED VIEW public.m;
CREATE MATERIALIZED VIEW public.m AS
 SELECT t.a
   FROM public.t;
CREATE INDEX i ON public.m USING btree (a);
