DROP VIEW public.w;
DROP VIEW public.v;
CREATE MATERIALIZED VIEW public.v AS
 SELECT t.a
   FROM public.t;
GRANT SELECT ON TABLE public.v TO reader;
CREATE VIEW public.w AS
 SELECT v.a
   FROM public.v;
CREATE INDEX i ON public.v USING btree (a);
