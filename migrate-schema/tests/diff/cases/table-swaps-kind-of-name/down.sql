DROP VIEW public.a;
DROP TABLE public.e;
DROP TABLE public.b;
DROP SEQUENCE public.d;
CREATE TYPE public.e AS ENUM ('x');
CREATE SEQUENCE public.c;
CREATE TABLE public.a (
    x integer
);
CREATE VIEW public.b AS
 SELECT 1 AS y;
CREATE INDEX d ON public.a USING btree (x);
