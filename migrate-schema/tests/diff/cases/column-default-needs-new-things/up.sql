SET LOCAL check_function_bodies = off;
CREATE TYPE public.e AS ENUM ('x');
CREATE SEQUENCE public.s;
CREATE OR REPLACE FUNCTION public.f()
 RETURNS text
 LANGUAGE sql
AS $function$SELECT 'x'$function$;
ALTER TABLE public.t ADD COLUMN b public.e DEFAULT 'x'::public.e;
ALTER TABLE public.t ADD COLUMN c text;
ALTER TABLE public.t ADD COLUMN d text;
ALTER TABLE public.t ADD COLUMN e regclass DEFAULT 'public.t'::regclass;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT nextval('public.s'::regclass);
ALTER TABLE ONLY public.t ALTER COLUMN c SET DEFAULT public.f();
ALTER TABLE ONLY public.t ALTER COLUMN d SET DEFAULT upper(('x'::text || public.f()));
