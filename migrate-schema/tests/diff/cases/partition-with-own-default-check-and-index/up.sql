ALTER TABLE public.t1 ALTER COLUMN x SET NOT NULL;
ALTER TABLE ONLY public.t1 ALTER COLUMN x SET DEFAULT 'c'::text;
CREATE TABLE public.t2 (
    x text,
    id integer NOT NULL
);
ALTER TABLE public.t1 ADD CONSTRAINT own CHECK ((length(x) < 9));
CREATE INDEX own_i ON public.t1 USING btree (x);
ALTER TABLE public.t ATTACH PARTITION public.t2 FOR VALUES FROM (10) TO (20);
