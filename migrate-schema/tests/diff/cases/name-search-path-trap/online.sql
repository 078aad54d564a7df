-- in one transaction
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION b.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE OR REPLACE VIEW public.v AS
 SELECT t.x
   FROM b.t
  WHERE (t.x = b.f());
DROP FUNCTION a.f();
CREATE OR REPLACE FUNCTION public.lower(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1$function$;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON b.t USING btree (public.lower((x)::text));
