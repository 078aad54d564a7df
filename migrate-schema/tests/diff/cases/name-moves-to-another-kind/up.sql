DROP VIEW public.w;
DROP TABLE public.x;
DROP TYPE public.z;
CREATE DOMAIN public.z AS integer;
CREATE SEQUENCE public.w;
CREATE TABLE public.y (
    a integer
);
CREATE INDEX x ON public.y USING btree (a);
