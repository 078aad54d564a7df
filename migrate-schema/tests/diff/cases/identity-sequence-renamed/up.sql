ALTER SEQUENCE public.t_a_seq RENAME TO other;
