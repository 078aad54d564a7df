SET LOCAL check_function_bodies = off;
CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a');
ALTER TABLE public.u ALTER COLUMN e TYPE s.e USING e::s.e;
CREATE SEQUENCE s.t_a_seq AS integer;
CREATE OR REPLACE FUNCTION s.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
CREATE TABLE s.t (
    a integer DEFAULT nextval('s.t_a_seq'::regclass) NOT NULL,
    PRIMARY KEY (a)
);
ALTER SEQUENCE s.t_a_seq OWNED BY s.t.a;
ALTER TABLE public.u ADD CONSTRAINT u_t_fkey FOREIGN KEY (t) REFERENCES s.t(a);
