CREATE TABLE public.plans (id bigint PRIMARY KEY, owner bigint REFERENCES public.users (id));
