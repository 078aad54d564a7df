CREATE SCHEMA old;
ALTER MATERIALIZED VIEW public.m SET SCHEMA old;
ALTER TABLE public.t SET SCHEMA old;
ALTER TABLE public.other RENAME TO u;
ALTER TABLE public.u SET SCHEMA old;
ALTER VIEW public.v SET SCHEMA old;
ALTER TABLE old.u RENAME CONSTRAINT other_i_fkey TO u_i_fkey;
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION old.f(t old.t)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT 1::text$function$;
