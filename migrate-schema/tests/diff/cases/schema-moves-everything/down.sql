ALTER TYPE app.e SET SCHEMA public;
ALTER TABLE app.t SET SCHEMA public;
SET LOCAL check_function_bodies = off;
DROP VIEW app.v;
ALTER SEQUENCE public.t_id_seq OWNED BY NONE;
DROP TABLE public.t;
DROP FUNCTION app.f();
DROP TYPE public.e;
DROP SCHEMA app;
CREATE TYPE public.e AS ENUM ('a');
CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE TABLE public.t (
    id integer DEFAULT nextval('public.t_id_seq'::regclass) NOT NULL,
    PRIMARY KEY (id)
);
ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;
CREATE VIEW public.v AS
 SELECT t.id
   FROM public.t;
