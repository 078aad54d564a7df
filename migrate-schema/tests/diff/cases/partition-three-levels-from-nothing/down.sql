DROP TABLE public.e_2024_rest;
DROP TABLE public.e_2024_a1;
DROP TABLE public.e_2024_a0;
DROP TABLE public.e_2024_a;
DROP TABLE public.e_2024;
DROP TABLE public.e;
