SET LOCAL check_function_bodies = off;
ALTER TABLE ONLY public.t ALTER COLUMN b DROP DEFAULT;
DROP FUNCTION public.f(public.d);
ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS integer CONSTRAINT d_check CHECK ((VALUE > 0));
ALTER TABLE public.t ALTER COLUMN b TYPE public.d USING b::text::public.d;
ALTER DOMAIN public.e RENAME TO e__former;
CREATE DOMAIN public.e AS public.d CONSTRAINT e_check CHECK (((VALUE)::integer < 10));
ALTER TABLE public.t ALTER COLUMN a TYPE public.e USING a::text::public.e;
DROP DOMAIN public.e__former;
DROP DOMAIN public.d__former;
CREATE OR REPLACE FUNCTION public.f(public.d)
 RETURNS public.e
 LANGUAGE sql
AS $function$SELECT 1::e$function$;
ALTER TABLE ONLY public.t ALTER COLUMN b SET DEFAULT 1;
