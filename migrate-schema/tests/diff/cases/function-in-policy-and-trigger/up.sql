SET LOCAL check_function_bodies = off;
DROP POLICY p ON public.t;
DROP TRIGGER g ON public.t;
DROP FUNCTION public.ok(integer);
CREATE OR REPLACE FUNCTION public.ok(b integer)
 RETURNS boolean
 LANGUAGE sql
AS $function$SELECT true$function$;
CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW WHEN (public.ok(new.a)) EXECUTE FUNCTION public.f();
CREATE POLICY p ON public.t AS PERMISSIVE FOR ALL TO PUBLIC USING (public.ok(a));
