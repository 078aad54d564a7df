ALTER TABLE public.m DETACH PARTITION public.m1;
CREATE TABLE public.md (
    id integer NOT NULL,
    at date NOT NULL,
    note text
);
ALTER TABLE public.md ADD CONSTRAINT md_pkey PRIMARY KEY (id, at);
CREATE INDEX md_note_idx ON public.md USING btree (note);
ALTER TABLE public.m ATTACH PARTITION public.m1 FOR VALUES FROM ('2020-01-01') TO ('2022-01-01');
ALTER TABLE public.m ATTACH PARTITION public.md DEFAULT;
