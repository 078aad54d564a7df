CREATE TABLE public.t2 (
    id integer NOT NULL,
    at date
);
CREATE TABLE public.t3 (
    id integer NOT NULL,
    at date
);
CREATE UNIQUE INDEX t2_id_idx ON public.t2 USING btree (id);
CREATE UNIQUE INDEX t3_id_idx ON public.t3 USING btree (id);
ALTER TABLE public.t ATTACH PARTITION public.t2 FOR VALUES FROM (10) TO (20);
ALTER TABLE public.t ATTACH PARTITION public.t3 FOR VALUES FROM (20) TO (30);
ALTER TABLE public.t3 RENAME CONSTRAINT t3_pkey TO "third key";
COMMENT ON CONSTRAINT "third key" ON public.t3 IS 'x';
