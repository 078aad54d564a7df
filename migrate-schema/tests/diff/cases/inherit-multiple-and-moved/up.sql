ALTER TABLE public.c NO INHERIT public.p;
ALTER TABLE public.d INHERIT public.p;
