SET LOCAL check_function_bodies = off;
DROP POLICY p ON public.t;
DROP POLICY gone ON public.t;
DROP FUNCTION public.me();
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.t FORCE ROW LEVEL SECURITY;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
ALTER TABLE public.t ALTER COLUMN who TYPE character varying(10);
CREATE OR REPLACE FUNCTION public.me(x integer DEFAULT 1)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT 'x' $function$;
CREATE POLICY p ON public.t AS RESTRICTIVE FOR ALL TO reader, writer USING (((who)::text = public.me())) WITH CHECK ((a > 0));
