DROP STATISTICS public.s;
ALTER TABLE public.t ALTER COLUMN b TYPE integer;
CREATE STATISTICS public.s (dependencies) ON a, b FROM public.t;
