ALTER TYPE app.e SET SCHEMA public;
ALTER TABLE app.t SET SCHEMA public;
SET LOCAL check_function_bodies = off;
DROP VIEW app.v;
DROP FUNCTION app.f();
DROP SCHEMA app;
CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE VIEW public.v AS
 SELECT t.id
   FROM public.t;
