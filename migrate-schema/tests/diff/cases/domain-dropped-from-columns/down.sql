DROP VIEW public.v;
CREATE DOMAIN public.d AS integer CONSTRAINT d_check CHECK ((VALUE > 0));
ALTER TABLE public.t ALTER COLUMN a TYPE public.d;
ALTER TABLE public.t ALTER COLUMN b TYPE public.d[] USING b::text[]::public.d[];
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
