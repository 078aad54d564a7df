-- in one transaction
SET LOCAL check_function_bodies = off;
ALTER DOMAIN public.d DROP CONSTRAINT d_check;
ALTER TABLE public.t DROP CONSTRAINT t_c_check;
ALTER TABLE public.t DROP COLUMN b;
DROP FUNCTION public.ok(text);
CREATE OR REPLACE FUNCTION public.ok(value text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT value <> ''$function$;
ALTER TABLE public.t ADD COLUMN b boolean GENERATED ALWAYS AS (public.ok(c)) STORED;
ALTER TABLE public.t ADD CONSTRAINT t_c_check CHECK (public.ok(c)) NOT VALID;
ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (public.ok(VALUE));
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT t_c_check;
