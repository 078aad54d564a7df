CREATE SCHEMA ext;
CREATE EXTENSION citext WITH SCHEMA ext;
COMMENT ON EXTENSION citext IS 'own words';
ALTER TABLE public.t ALTER COLUMN a TYPE ext.citext USING a::ext.citext;
CREATE EXTENSION pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
ALTER TABLE public.t ADD COLUMN b text;
CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t
  WHERE (t.b OPERATOR(public.%) 'x'::text);
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE (a);
CREATE INDEX i ON public.t USING gin (b public.gin_trgm_ops);
