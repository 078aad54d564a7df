ALTER TABLE public.t ADD COLUMN b text;
CREATE OR REPLACE VIEW public.v AS
 SELECT t.a,
    t.b
   FROM public.t;
CREATE OR REPLACE VIEW public.w AS
 SELECT v.a,
    v.b
   FROM public.v;
