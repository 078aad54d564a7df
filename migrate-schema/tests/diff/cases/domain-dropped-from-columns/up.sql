DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
ALTER TABLE public.t ALTER COLUMN b TYPE integer[] USING b::text[]::integer[];
DROP DOMAIN public.d;
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t;
