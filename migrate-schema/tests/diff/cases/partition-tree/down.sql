DROP TABLE public.r;
DROP TABLE public.m2b;
DROP TABLE public.m2a;
DROP TABLE public.m2;
DROP TABLE public.m1;
DROP TABLE public.m;
DROP FUNCTION public.tf();
