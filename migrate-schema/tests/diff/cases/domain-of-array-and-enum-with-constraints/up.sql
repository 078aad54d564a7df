ALTER TYPE public.e ADD VALUE 'c';
ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS public.e[] DEFAULT '{b}'::public.e[] CONSTRAINT more CHECK ((cardinality(VALUE) < 9));
ALTER TABLE public.t ALTER COLUMN a TYPE public.d USING a::text::public.d;
ALTER TABLE public.t ALTER COLUMN b TYPE public.d[] USING b::text[]::public.d[];
DROP DOMAIN public.d__former;
ALTER TABLE public.t ADD COLUMN c public.e;
