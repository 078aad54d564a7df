DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN b;
DROP TABLE public.u;
DROP TYPE public."integer";
ALTER TABLE public.pg_class ALTER COLUMN id TYPE integer;
