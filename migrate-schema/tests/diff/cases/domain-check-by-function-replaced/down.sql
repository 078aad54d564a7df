SET LOCAL check_function_bodies = off;
ALTER DOMAIN public.d DROP CONSTRAINT d_check;
DROP FUNCTION public.ok(integer);
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT 5;
CREATE OR REPLACE FUNCTION public.ok(integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 > 0$function$;
ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (public.ok(VALUE));
