SET LOCAL check_function_bodies = off;
ALTER FUNCTION public.stays(integer) NO DEPENDS ON EXTENSION hstore;
DROP EXTENSION hstore;
CREATE EXTENSION citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
ALTER FUNCTION public.f() DEPENDS ON EXTENSION citext;
ALTER MATERIALIZED VIEW public.m DEPENDS ON EXTENSION citext;
ALTER INDEX public.i DEPENDS ON EXTENSION citext;
ALTER TRIGGER g ON public.t DEPENDS ON EXTENSION citext;
CREATE OR REPLACE PROCEDURE public.p()
 LANGUAGE sql
AS $procedure$$procedure$;
ALTER PROCEDURE public.p() DEPENDS ON EXTENSION citext;
