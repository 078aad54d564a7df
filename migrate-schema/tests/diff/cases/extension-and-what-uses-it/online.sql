-- in one transaction
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
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON public.t (a);
CREATE INDEX CONCURRENTLY i ON public.t USING gin (b public.gin_trgm_ops);
-- in one transaction
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;
