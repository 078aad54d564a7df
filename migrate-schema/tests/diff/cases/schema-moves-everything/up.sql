CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO owner;
GRANT USAGE ON SCHEMA app TO reader;
ALTER TYPE public.e SET SCHEMA app;
ALTER TABLE public.t SET SCHEMA app;
SET LOCAL check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.f();
CREATE OR REPLACE FUNCTION app.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE VIEW app.v AS
 SELECT t.id
   FROM app.t;
