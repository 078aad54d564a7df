ALTER TABLE public.p RENAME CONSTRAINT p_pkey TO whole;
ALTER TABLE public.r RENAME CONSTRAINT to_t TO "to T";
ALTER TABLE public.t RENAME CONSTRAINT b_check TO positive;
ALTER TABLE public.t RENAME CONSTRAINT t_pk TO t_key;
ALTER INDEX public.old_name RENAME TO new_name;
COMMENT ON CONSTRAINT t_key ON public.t IS 'y';
