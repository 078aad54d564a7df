COMMENT ON INDEX public.t_b_key IS NULL;
COMMENT ON INDEX public.t_pkey IS 'it''s the index';
COMMENT ON CONSTRAINT t_pkey ON public.t IS 'the key';
CREATE TABLE public.u (
    c integer,
    CONSTRAINT u_c_key UNIQUE (c)
);
COMMENT ON INDEX public.u_c_key IS 'new';
