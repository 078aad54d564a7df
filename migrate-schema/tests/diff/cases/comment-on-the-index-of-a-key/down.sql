DROP TABLE public.u;
COMMENT ON INDEX public.t_b_key IS 'was';
COMMENT ON INDEX public.t_pkey IS NULL;
COMMENT ON CONSTRAINT t_pkey ON public.t IS NULL;
