CREATE SCHEMA ext;
CREATE EXTENSION citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
ALTER TABLE public.t ALTER COLUMN a TYPE public.citext USING a::public.citext;
CREATE EXTENSION hstore WITH SCHEMA ext;
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';
ALTER TABLE public.t ADD COLUMN h ext.hstore DEFAULT ''::ext.hstore;
CREATE INDEX i ON public.t USING gin (h);
