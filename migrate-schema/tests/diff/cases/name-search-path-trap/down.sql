SET LOCAL check_function_bodies = off;
DROP INDEX b.i;
DROP FUNCTION public.lower(text);
CREATE OR REPLACE FUNCTION a.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE OR REPLACE VIEW public.v AS
 SELECT t.x
   FROM a.t
  WHERE (t.x = a.f());
DROP FUNCTION b.f();
