ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS text;
ALTER TABLE public.t ALTER COLUMN x TYPE public.d USING x::text::public.d;
ALTER TABLE public.t ALTER COLUMN y TYPE public.d[] USING y::text[]::public.d[];
DROP DOMAIN public.d__former;
