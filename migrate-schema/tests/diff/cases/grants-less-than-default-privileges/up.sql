SET LOCAL check_function_bodies = off;
CREATE SEQUENCE apart.numbers;
REVOKE USAGE ON SEQUENCE apart.numbers FROM writer;
CREATE OR REPLACE FUNCTION apart.hidden()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
REVOKE EXECUTE ON FUNCTION apart.hidden() FROM PUBLIC;
CREATE OR REPLACE FUNCTION apart.open()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
GRANT EXECUTE ON FUNCTION apart.open() TO PUBLIC;
CREATE TABLE public.closed (
    a integer
);
REVOKE INSERT, SELECT ON TABLE public.closed FROM reader;
REVOKE DELETE ON TABLE public.closed FROM writer;
CREATE TABLE public.plain (
    a integer
);
GRANT INSERT, SELECT ON TABLE public.plain TO reader;
GRANT DELETE ON TABLE public.plain TO writer;
CREATE VIEW apart.seen AS
 SELECT plain.a
   FROM public.plain;
GRANT SELECT ON TABLE apart.seen TO reader;
REVOKE INSERT ON TABLE apart.seen FROM reader;
