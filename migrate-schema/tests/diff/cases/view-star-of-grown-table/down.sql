DROP VIEW public.w;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN b;
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
CREATE VIEW public.w AS
 SELECT v.a
   FROM public.v;
