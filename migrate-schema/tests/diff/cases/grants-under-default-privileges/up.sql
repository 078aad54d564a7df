SET LOCAL check_function_bodies = off;
CREATE SEQUENCE public.elsewhere_id_seq AS integer;
REVOKE USAGE ON SEQUENCE public.elsewhere_id_seq FROM writer;
CREATE OR REPLACE FUNCTION public.anybodys()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
GRANT EXECUTE ON FUNCTION public.anybodys() TO PUBLIC;
CREATE OR REPLACE FUNCTION public.kept()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
REVOKE EXECUTE ON FUNCTION public.kept() FROM PUBLIC;
CREATE TABLE "S".hidden (
    id integer
);
REVOKE INSERT, SELECT ON TABLE "S".hidden FROM reader;
CREATE TABLE "S".passed_on (
    id integer
);
GRANT INSERT ON TABLE "S".passed_on TO reader WITH GRANT OPTION;
REVOKE SELECT ON TABLE "S".passed_on FROM reader;
GRANT INSERT ON TABLE "S".passed_on TO reader WITH GRANT OPTION;
CREATE TABLE public.elsewhere (
    id integer DEFAULT nextval('public.elsewhere_id_seq'::regclass) NOT NULL,
    n integer GENERATED ALWAYS AS IDENTITY NOT NULL
);
REVOKE USAGE ON SEQUENCE public.elsewhere_n_seq FROM writer;
ALTER SEQUENCE public.elsewhere_id_seq OWNED BY public.elsewhere.id;
CREATE VIEW "S".shown AS
 SELECT hidden.id
   FROM "S".hidden;
GRANT INSERT, SELECT ON TABLE "S".shown TO reader;
