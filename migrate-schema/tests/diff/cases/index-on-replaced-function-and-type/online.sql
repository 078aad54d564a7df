-- in one transaction
SET LOCAL check_function_bodies = off;
DROP INDEX public.i;
DROP FUNCTION public.f(text);
ALTER TABLE public.t ALTER COLUMN u SET NOT NULL;
ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_u_key;
CREATE OR REPLACE FUNCTION public.f(x text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT upper($1)$function$;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (public.f(a)) WHERE (public.f(a) <> ''::text);
