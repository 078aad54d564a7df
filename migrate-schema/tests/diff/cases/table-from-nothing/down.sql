DROP TABLE public.posts;
DROP TABLE public.accounts;
