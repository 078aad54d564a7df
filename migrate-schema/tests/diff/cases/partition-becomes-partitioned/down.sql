DROP VIEW public.v;
DROP TABLE public.m1;
DROP TABLE public.m0;
DROP TABLE public.m;
CREATE TABLE public.m (
    a integer NOT NULL,
    b text
);
CREATE VIEW public.v AS
 SELECT m.a
   FROM public.m;
CREATE INDEX i ON public.m USING btree (b);
