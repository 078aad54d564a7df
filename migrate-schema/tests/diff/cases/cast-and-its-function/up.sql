SET LOCAL check_function_bodies = off;
CREATE TYPE public.mood AS ENUM ('a');
CREATE CAST (pg_catalog.text AS public.mood) WITH INOUT AS IMPLICIT;
CREATE OR REPLACE FUNCTION public.to_text(public.pair)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1.x || ',' || $1.y$function$;
CREATE CAST (public.pair AS pg_catalog.text) WITH FUNCTION public.to_text(public.pair) AS ASSIGNMENT;
COMMENT ON CAST (public.pair AS pg_catalog.text) IS 'x';
CREATE VIEW public.v AS
 SELECT (ROW(1, 2)::public.pair)::text AS t;
