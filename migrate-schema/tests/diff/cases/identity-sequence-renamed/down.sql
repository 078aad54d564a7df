ALTER SEQUENCE public.other RENAME TO t_a_seq;
