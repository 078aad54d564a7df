ALTER TABLE public.pg_class ALTER COLUMN id TYPE bigint;
CREATE TYPE public."integer" AS ENUM ('a');
CREATE TABLE public.u (
    x public."integer",
    y integer
);
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (public.lower(a)) STORED;
CREATE VIEW public.v AS
 SELECT pg_class.id
   FROM public.pg_class;
