DROP VIEW public.w;
DROP MATERIALIZED VIEW public.v;
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
GRANT SELECT ON TABLE public.v TO reader;
CREATE VIEW public.w AS
 SELECT v.a
   FROM public.v;
