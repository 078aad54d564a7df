SET LOCAL check_function_bodies = off;
ALTER SCHEMA s OWNER TO owner;
ALTER TYPE public.e OWNER TO owner;
ALTER FUNCTION public.f() OWNER TO owner;
ALTER TABLE public.t OWNER TO owner;
ALTER VIEW public.v OWNER TO owner;
CREATE SEQUENCE public.w_a_seq AS integer;
ALTER SEQUENCE public.w_a_seq OWNER TO owner;
CREATE TABLE public.w (
    a integer DEFAULT nextval('public.w_a_seq'::regclass) NOT NULL
);
ALTER TABLE public.w OWNER TO owner;
GRANT SELECT ON TABLE public.w TO reader;
ALTER SEQUENCE public.w_a_seq OWNED BY public.w.a;
