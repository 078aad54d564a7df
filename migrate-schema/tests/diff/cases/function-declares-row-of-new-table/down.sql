DROP TABLE public.entry;
DROP FUNCTION public.newest();
DROP TYPE public.tally;
