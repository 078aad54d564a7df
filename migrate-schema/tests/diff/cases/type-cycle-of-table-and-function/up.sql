SET LOCAL check_function_bodies = off;
CREATE TABLE public.t (
    a integer
);
CREATE OR REPLACE FUNCTION public.full_name(public.t)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT $1.a::text $function$;
CREATE TABLE public.holds (
    t public.t,
    ts public.t[]
);
CREATE INDEX i ON public.t USING btree (public.full_name(t.*));
