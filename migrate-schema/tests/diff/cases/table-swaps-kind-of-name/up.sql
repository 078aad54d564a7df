DROP VIEW public.b;
DROP TABLE public.a;
DROP SEQUENCE public.c;
DROP TYPE public.e;
CREATE SEQUENCE public.d;
CREATE TABLE public.b (
    y integer
);
CREATE TABLE public.e (
    x integer
);
CREATE VIEW public.a AS
 SELECT 1 AS x;
CREATE INDEX c ON public.b USING btree (y);
