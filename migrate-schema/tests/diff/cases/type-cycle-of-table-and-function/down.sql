DROP INDEX public.i;
DROP TABLE public.holds;
DROP FUNCTION public.full_name(public.t);
DROP TABLE public.t;
