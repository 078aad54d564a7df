DROP TABLE public.y;
DROP SEQUENCE public.w;
DROP DOMAIN public.z;
CREATE TYPE public.z AS ENUM ('a');
CREATE TABLE public.x (
    a integer
);
CREATE VIEW public.w AS
 SELECT x.a
   FROM public.x;
CREATE INDEX y ON public.x USING btree (a);
