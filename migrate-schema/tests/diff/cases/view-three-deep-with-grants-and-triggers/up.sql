DROP VIEW public.v3;
DROP VIEW public.v2;
DROP VIEW public.v1;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
CREATE VIEW public.v1 AS
 SELECT t.a,
    t.b
   FROM public.t;
GRANT UPDATE (a) ON TABLE public.v1 TO writer;
ALTER VIEW public.v1 ALTER COLUMN a SET DEFAULT 5;
CREATE VIEW public.v2 AS
 SELECT v1.a,
    upper(v1.b) AS b
   FROM public.v1;
ALTER VIEW public.v2 OWNER TO owner;
CREATE VIEW public.v3 AS
 SELECT v2.a,
    v1.b
   FROM (public.v2
     JOIN public.v1 USING (a));
COMMENT ON VIEW public.v3 IS 'third';
GRANT SELECT ON TABLE public.v3 TO reader;
COMMENT ON COLUMN public.v3.a IS 'c';
CREATE RULE r AS
    ON UPDATE TO public.v2 DO INSTEAD NOTHING;
CREATE TRIGGER tg INSTEAD OF INSERT ON public.v3 FOR EACH ROW EXECUTE FUNCTION public.tf();
