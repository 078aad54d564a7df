ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS character varying(3);
ALTER TABLE public.t ALTER COLUMN x TYPE public.d;
ALTER TABLE public.t ALTER COLUMN y TYPE public.d[];
DROP DOMAIN public.d__former;
