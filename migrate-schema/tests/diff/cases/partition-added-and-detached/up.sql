ALTER TABLE public.m DETACH PARTITION public.m1;
CREATE TABLE public.m2 (
    id integer NOT NULL,
    at date NOT NULL,
    note text
);
ALTER TABLE public.m2 ADD CONSTRAINT m2_pkey PRIMARY KEY (id, at);
CREATE INDEX m2_note_idx ON public.m2 USING btree (note);
ALTER TABLE public.m ATTACH PARTITION public.m2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
