DROP VIEW public.v;
DROP MATERIALIZED VIEW public.m2;
DROP MATERIALIZED VIEW public.m1;
ALTER TABLE public.t ADD COLUMN c date;
CREATE MATERIALIZED VIEW public.m1 AS
 SELECT t.a,
    t.b,
    t.c
   FROM public.t
  WHERE (t.a > 0);
CREATE MATERIALIZED VIEW public.m2 AS
 SELECT count(*) AS n,
    m1.b
   FROM public.m1
  GROUP BY m1.b;
COMMENT ON MATERIALIZED VIEW public.m2 IS 'y';
GRANT SELECT ON TABLE public.m2 TO reader;
CREATE VIEW public.v AS
 SELECT m2.n
   FROM public.m2;
CREATE UNIQUE INDEX m1_a ON public.m1 USING btree (a);
ALTER TABLE public.m1 CLUSTER ON m1_a;
CREATE INDEX m2_b ON public.m2 USING btree (b) WHERE (n > 1);
COMMENT ON INDEX public.m2_b IS 'x';
