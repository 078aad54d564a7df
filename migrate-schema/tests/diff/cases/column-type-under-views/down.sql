DROP MATERIALIZED VIEW public.m;
DROP VIEW public.v3;
DROP VIEW public.v2;
DROP VIEW public.v1;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
CREATE VIEW public.v1 AS
 SELECT t.id,
    t.a
   FROM public.t
  WHERE (t.a > 0);
ALTER VIEW public.v1 OWNER TO owner;
CREATE VIEW public.v2 AS
 SELECT v1.a,
    count(*) AS n
   FROM public.v1
  GROUP BY v1.a;
COMMENT ON VIEW public.v2 IS 'counts';
COMMENT ON COLUMN public.v2.n IS 'how many';
GRANT SELECT (n) ON TABLE public.v2 TO reader;
CREATE VIEW public.v3 AS
 SELECT v2.n
   FROM (public.v2
     JOIN public.t ON ((t.a = v2.a)));
GRANT SELECT ON TABLE public.v3 TO reader;
CREATE MATERIALIZED VIEW public.m AS
 SELECT v3.n
   FROM public.v3;
CREATE UNIQUE INDEX m_n ON public.m USING btree (n);
