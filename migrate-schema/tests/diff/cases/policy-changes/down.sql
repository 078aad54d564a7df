SET LOCAL check_function_bodies = off;
DROP POLICY p ON public.t;
DROP FUNCTION public.me(integer);
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.t NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;
ALTER TABLE public.t ALTER COLUMN who TYPE text;
CREATE OR REPLACE FUNCTION public.me()
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT 'x' $function$;
CREATE POLICY gone ON public.t AS PERMISSIVE FOR ALL TO PUBLIC USING (true);
CREATE POLICY p ON public.t AS PERMISSIVE FOR SELECT TO PUBLIC USING ((who = public.me()));
