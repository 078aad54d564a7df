ALTER TABLE public.t DROP COLUMN c;
ALTER TYPE public.e RENAME TO e__former;
CREATE TYPE public.e AS ENUM ('a', 'b');
ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS public.e[] DEFAULT '{a}'::public.e[] NOT NULL CONSTRAINT few CHECK ((cardinality(VALUE) < 5));
ALTER TABLE public.t ALTER COLUMN a TYPE public.d USING a::text::public.d;
ALTER TABLE public.t ALTER COLUMN b TYPE public.d[] USING b::text[]::public.d[];
DROP DOMAIN public.d__former;
DROP TYPE public.e__former;
