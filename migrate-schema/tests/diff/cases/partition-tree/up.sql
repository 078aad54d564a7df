CREATE OR REPLACE FUNCTION public.tf()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN NEW;
END$function$;
CREATE TABLE public.m (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text
) PARTITION BY RANGE (at);
CREATE TABLE public.m1 (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text,
    CONSTRAINT m_id_check CHECK ((id > 0))
);
CREATE TABLE public.m2 (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text,
    CONSTRAINT m_id_check CHECK ((id > 0))
) PARTITION BY LIST (id);
CREATE TABLE public.m2a (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text,
    CONSTRAINT m_id_check CHECK ((id > 0))
);
CREATE TABLE public.m2b (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text,
    CONSTRAINT m_id_check CHECK ((id > 0))
);
CREATE TABLE public.r (
    id integer,
    at date
);
ALTER TABLE public.m ADD CONSTRAINT m_id_check CHECK ((id > 0));
ALTER TABLE public.m1 ADD CONSTRAINT m1_pkey PRIMARY KEY (id, at);
ALTER TABLE public.m2a ADD CONSTRAINT m2a_pkey PRIMARY KEY (id, at);
ALTER TABLE public.m2b ADD CONSTRAINT m2b_pkey PRIMARY KEY (id, at);
ALTER TABLE public.m2 ADD CONSTRAINT m2_pkey PRIMARY KEY (id, at);
ALTER TABLE public.m ADD CONSTRAINT m_pkey PRIMARY KEY (id, at);
CREATE INDEX m1_note_idx ON public.m1 USING btree (note);
CREATE INDEX m2a_note_idx ON public.m2a USING btree (note);
CREATE INDEX m2b_note_idx ON public.m2b USING btree (note);
CREATE INDEX m2_note_idx ON public.m2 USING btree (note);
CREATE INDEX m_note ON public.m USING btree (note);
ALTER TABLE public.m ATTACH PARTITION public.m1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE public.m ATTACH PARTITION public.m2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
ALTER TABLE public.m2 ATTACH PARTITION public.m2a FOR VALUES IN (1, 2);
ALTER TABLE public.m2 ATTACH PARTITION public.m2b DEFAULT;
CREATE TRIGGER tg AFTER INSERT ON public.m FOR EACH ROW EXECUTE FUNCTION public.tf();
ALTER TABLE public.r ADD CONSTRAINT r_id_at_fkey FOREIGN KEY (id, at) REFERENCES public.m(id, at);
