SET LOCAL check_function_bodies = off;
ALTER TABLE ONLY public.t ALTER COLUMN e DROP DEFAULT;
DROP FUNCTION public.f(public.e);
CREATE TYPE x.e AS ENUM ('a', 'b');
ALTER TABLE public.t ALTER COLUMN e TYPE x.e USING e::text::x.e;
ALTER TABLE public.t ALTER COLUMN es TYPE x.e[] USING es::text[]::x.e[];
DROP TYPE public.e;
CREATE OR REPLACE FUNCTION public.f(x.e)
 RETURNS x.e
 LANGUAGE sql
AS $function$SELECT $1$function$;
ALTER TABLE ONLY public.t ALTER COLUMN e SET DEFAULT 'a'::x.e;
