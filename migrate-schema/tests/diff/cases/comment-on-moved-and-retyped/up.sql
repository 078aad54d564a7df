DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN a TYPE numeric;
COMMENT ON COLUMN public.t.a IS 'new a';
COMMENT ON COLUMN public.t.b IS NULL;
CREATE VIEW public.v AS
 SELECT t.a,
    t.b
   FROM public.t;
COMMENT ON COLUMN public.v.a IS 'va';
COMMENT ON COLUMN public.v.b IS 'vb';
