CREATE TABLE public.p (
    a integer
);
CREATE OR REPLACE VIEW public.v AS
 SELECT p.a
   FROM public.p;
ALTER TABLE public.c INHERIT public.p;
