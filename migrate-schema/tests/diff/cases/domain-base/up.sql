ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;
ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS text CONSTRAINT k CHECK ((VALUE <> ''::text));
ALTER TABLE public.t ALTER COLUMN a TYPE public.d USING a::text::public.d;
ALTER TABLE public.t ALTER COLUMN b TYPE public.d[] USING b::text[]::public.d[];
DROP DOMAIN public.d__former;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT 'x'::text;
