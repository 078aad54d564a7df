SET LOCAL check_function_bodies = off;
DROP INDEX public.i;
DROP FUNCTION public.f(text);
ALTER TABLE public.t REPLICA IDENTITY FULL;
ALTER TABLE public.t ALTER COLUMN u DROP NOT NULL;
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT lower($1)$function$;
CREATE INDEX i ON public.t USING btree (public.f(a)) WHERE (public.f(a) <> ''::text);
