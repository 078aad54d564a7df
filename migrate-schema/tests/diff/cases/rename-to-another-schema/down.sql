ALTER TABLE s.u RENAME TO t;
ALTER TABLE s.t SET SCHEMA public;
ALTER TABLE public.t RENAME CONSTRAINT u_pkey TO t_pkey;
ALTER SEQUENCE public.u_id_seq RENAME TO t_id_seq;
