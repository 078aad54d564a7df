CREATE TABLE public.o2 (
    id integer NOT NULL,
    c integer
);
ALTER TABLE public.c ADD COLUMN o integer;
ALTER TABLE public.o2 ADD CONSTRAINT o2_pkey PRIMARY KEY (id);
ALTER TABLE public.o ATTACH PARTITION public.o2 FOR VALUES FROM (10) TO (20);
ALTER TABLE public.c ADD CONSTRAINT c_o_fkey FOREIGN KEY (o) REFERENCES public.o(id);
ALTER TABLE public.o ADD CONSTRAINT o_c_fkey FOREIGN KEY (c) REFERENCES public.c(id) ON DELETE SET NULL;
