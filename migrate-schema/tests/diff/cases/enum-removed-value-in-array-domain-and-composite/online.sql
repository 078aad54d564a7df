-- in one transaction
SET LOCAL check_function_bodies = off;
DROP INDEX public.i;
ALTER TABLE public.t DROP CONSTRAINT t_d_check;
DROP VIEW public.v;
ALTER TABLE ONLY public.t ALTER COLUMN d DROP DEFAULT;
ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;
DROP FUNCTION public.f(public.mood);
ALTER TYPE public.mood RENAME TO mood__former;
CREATE TYPE public.mood AS ENUM ('ok', 'great');
ALTER TABLE public.t ALTER COLUMN a TYPE public.mood[] USING a::text[]::public.mood[];
ALTER TABLE public.t ALTER COLUMN d TYPE public.mood USING d::text::public.mood;
ALTER DOMAIN public.moody RENAME TO moody__former;
CREATE DOMAIN public.moody AS public.mood DEFAULT 'ok'::public.mood CONSTRAINT moody_check CHECK ((VALUE <> 'great'::public.mood));
ALTER TABLE public.t ALTER COLUMN b TYPE public.moody USING b::text::public.moody;
DROP DOMAIN public.moody__former;
ALTER TYPE public.pair RENAME TO pair__former;
CREATE TYPE public.pair AS (
    m public.mood,
    n integer
);
ALTER TABLE public.t ALTER COLUMN c TYPE public.pair USING c::text::public.pair;
DROP TYPE public.pair__former;
DROP TYPE public.mood__former;
CREATE OR REPLACE FUNCTION public.f(public.mood)
 RETURNS public.mood[]
 LANGUAGE sql
AS $function$SELECT ARRAY[$1]$function$;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT '{ok,great}'::public.mood[];
ALTER TABLE ONLY public.t ALTER COLUMN d SET DEFAULT 'ok'::public.mood;
CREATE VIEW public.v AS
 SELECT t.a[1] AS x
   FROM public.t
  WHERE (t.d = 'ok'::public.mood);
ALTER TABLE public.t ADD CONSTRAINT t_d_check CHECK ((d <> 'great'::public.mood)) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (d) WHERE (d = 'ok'::public.mood);
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT t_d_check;
