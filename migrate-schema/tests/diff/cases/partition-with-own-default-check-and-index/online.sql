-- in one transaction
ALTER TABLE public.t1 ADD CONSTRAINT x__not_null CHECK (x IS NOT NULL) NOT VALID;
ALTER TABLE ONLY public.t1 ALTER COLUMN x SET DEFAULT 'c'::text;
CREATE TABLE public.t2 (
    x text,
    id integer NOT NULL
);
ALTER TABLE public.t1 ADD CONSTRAINT own CHECK ((length(x) < 9)) NOT VALID;
ALTER TABLE public.t ATTACH PARTITION public.t2 FOR VALUES FROM (10) TO (20);
-- outside of a transaction
CREATE INDEX CONCURRENTLY own_i ON public.t1 USING btree (x);
-- in one transaction
ALTER TABLE public.t1 VALIDATE CONSTRAINT x__not_null;
ALTER TABLE public.t1 VALIDATE CONSTRAINT own;
-- in one transaction
ALTER TABLE public.t1 ALTER COLUMN x SET NOT NULL;
ALTER TABLE public.t1 DROP CONSTRAINT x__not_null;
