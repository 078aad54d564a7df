ALTER TABLE public.c NO INHERIT public.p;
CREATE OR REPLACE VIEW public.v AS
 SELECT c.a
   FROM public.c;
DROP TABLE public.p;
