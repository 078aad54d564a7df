DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
COMMENT ON COLUMN public.t.a IS 'a';
COMMENT ON COLUMN public.t.b IS 'b';
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
COMMENT ON VIEW public.v IS 'v';
COMMENT ON COLUMN public.v.a IS 'va';
