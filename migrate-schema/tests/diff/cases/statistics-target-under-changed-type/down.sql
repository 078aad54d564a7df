DROP STATISTICS public.pairs;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
CREATE STATISTICS public.pairs (dependencies) ON a, b FROM public.t;
ALTER STATISTICS public.pairs SET STATISTICS 50;
COMMENT ON STATISTICS public.pairs IS 'kept';
