ALTER TABLE public.d NO INHERIT public.p;
ALTER TABLE public.c NO INHERIT public.q;
ALTER TABLE public.c INHERIT public.p;
ALTER TABLE public.c INHERIT public.q;
