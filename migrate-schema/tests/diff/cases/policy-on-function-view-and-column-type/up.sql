SET LOCAL check_function_bodies = off;
DROP POLICY p ON public.t;
DROP FUNCTION public.may(text);
ALTER TABLE public.t FORCE ROW LEVEL SECURITY;
ALTER TABLE public.m ALTER COLUMN who TYPE character varying(30);
ALTER TABLE public.t ALTER COLUMN who TYPE character varying(30);
CREATE OR REPLACE FUNCTION public.may(who text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$SELECT true$function$;
CREATE POLICY p ON public.t AS RESTRICTIVE FOR UPDATE TO reader, writer USING (public.may((who)::text)) WITH CHECK ((EXISTS ( SELECT 1
   FROM public.m
  WHERE (((m.who)::text = (t.who)::text) AND (m.boss = CURRENT_USER)))));
CREATE POLICY q ON public.t AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((id > 0));
COMMENT ON POLICY q ON public.t IS 'x';
