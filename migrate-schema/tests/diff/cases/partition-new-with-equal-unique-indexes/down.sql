DROP TABLE public.t3;
DROP TABLE public.t2;
