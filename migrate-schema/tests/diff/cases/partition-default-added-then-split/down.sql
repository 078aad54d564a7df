DROP TABLE public.t1;
