DROP TABLE public.v;
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
