DROP MATERIALIZED VIEW public.m;
CREATE MATERIALIZED VIEW public.m WITH (fillfactor=50) AS
 SELECT t.a,
    t.b
   FROM public.t;
GRANT SELECT ON TABLE public.m TO reader;
CREATE INDEX i ON public.m USING btree (a);
CREATE UNIQUE INDEX j ON public.m USING btree (b, a);
