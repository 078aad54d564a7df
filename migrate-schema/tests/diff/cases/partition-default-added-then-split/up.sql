CREATE TABLE public.t1 (
    id integer NOT NULL,
    x text
);
ALTER TABLE public.t ATTACH PARTITION public.t1 FOR VALUES IN (1, 2, NULL);
