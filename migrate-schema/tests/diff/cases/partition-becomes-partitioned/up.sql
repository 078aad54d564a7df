DROP VIEW public.v;
DROP TABLE public.m;
CREATE TABLE public.m (
    a integer NOT NULL,
    b text
) PARTITION BY HASH (a);
CREATE TABLE public.m0 (
    a integer NOT NULL,
    b text
);
CREATE TABLE public.m1 (
    a integer NOT NULL,
    b text
);
CREATE VIEW public.v AS
 SELECT m.a
   FROM public.m;
CREATE INDEX m0_b_idx ON public.m0 USING btree (b);
CREATE INDEX m1_b_idx ON public.m1 USING btree (b);
CREATE INDEX i ON public.m USING btree (b);
ALTER TABLE public.m ATTACH PARTITION public.m0 FOR VALUES WITH (modulus 2, remainder 0);
ALTER TABLE public.m ATTACH PARTITION public.m1 FOR VALUES WITH (modulus 2, remainder 1);
