ALTER TABLE public.p RENAME CONSTRAINT whole TO p_pkey;
ALTER TABLE public.r RENAME CONSTRAINT "to T" TO to_t;
ALTER TABLE public.t RENAME CONSTRAINT positive TO b_check;
ALTER TABLE public.t RENAME CONSTRAINT t_key TO t_pk;
ALTER INDEX public.new_name RENAME TO old_name;
COMMENT ON CONSTRAINT t_pk ON public.t IS 'x';
