SET LOCAL check_function_bodies = off;
ALTER TABLE ONLY public.t ALTER COLUMN e DROP DEFAULT;
DROP FUNCTION public.f(x.e);
CREATE TYPE public.e AS ENUM ('a', 'b');
ALTER TABLE public.t ALTER COLUMN e TYPE public.e USING e::text::public.e;
ALTER TABLE public.t ALTER COLUMN es TYPE public.e[] USING es::text[]::public.e[];
DROP TYPE x.e;
CREATE OR REPLACE FUNCTION public.f(public.e)
 RETURNS public.e
 LANGUAGE sql
AS $function$SELECT $1$function$;
ALTER TABLE ONLY public.t ALTER COLUMN e SET DEFAULT 'a'::public.e;
