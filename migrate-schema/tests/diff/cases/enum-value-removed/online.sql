-- in one transaction
SET LOCAL check_function_bodies = off;
DROP INDEX public.i;
ALTER TABLE public.t DROP CONSTRAINT t_m_check;
DROP VIEW public.v;
ALTER TABLE ONLY public.t ALTER COLUMN m DROP DEFAULT;
ALTER TABLE ONLY public.t ALTER COLUMN all_of DROP DEFAULT;
DROP FUNCTION public.f(x.mood);
ALTER TYPE x.mood RENAME TO mood__former;
CREATE TYPE x.mood AS ENUM ('happy', 'sad');
COMMENT ON TYPE x.mood IS 'how';
GRANT USAGE ON TYPE x.mood TO reader;
ALTER TABLE public.t ALTER COLUMN all_of TYPE x.mood[] USING all_of::text[]::x.mood[];
ALTER TABLE public.t ALTER COLUMN m TYPE x.mood USING m::text::x.mood;
ALTER DOMAIN public.good RENAME TO good__former;
CREATE DOMAIN public.good AS x.mood CONSTRAINT good_check CHECK ((VALUE <> 'sad'::x.mood));
ALTER TABLE public.u ALTER COLUMN g TYPE public.good USING g::text::public.good;
DROP DOMAIN public.good__former;
ALTER TYPE public.pair RENAME TO pair__former;
CREATE TYPE public.pair AS (
    a x.mood,
    b integer
);
ALTER TABLE public.u ALTER COLUMN p TYPE public.pair USING p::text::public.pair;
DROP TYPE public.pair__former;
DROP TYPE x.mood__former;
CREATE OR REPLACE FUNCTION public.f(m x.mood)
 RETURNS x.mood
 LANGUAGE sql
AS $function$ SELECT m $function$;
ALTER TABLE ONLY public.t ALTER COLUMN all_of SET DEFAULT '{sad,happy}'::x.mood[];
ALTER TABLE ONLY public.t ALTER COLUMN m SET DEFAULT 'sad'::x.mood;
CREATE VIEW public.v AS
 SELECT t.m
   FROM public.t
  WHERE (t.m > 'sad'::x.mood);
ALTER TABLE public.t ADD CONSTRAINT t_m_check CHECK ((m <> 'happy'::x.mood)) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (m) WHERE (m = 'sad'::x.mood);
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT t_m_check;
