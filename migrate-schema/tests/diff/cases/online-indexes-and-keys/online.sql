-- outside of a transaction
DROP INDEX CONCURRENTLY public.gone;
-- in one transaction
CREATE TABLE public.fresh (
    a integer
);
CREATE INDEX fresh_a ON public.fresh USING btree (a);
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY k__new ON public.t (b, c);
CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (a);
-- in one transaction
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;
ALTER TABLE public.fresh ADD CONSTRAINT fresh_a_fkey FOREIGN KEY (a) REFERENCES public.t(a);
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "Fresh" ON public.t USING btree (lower(b)) INCLUDE (c);
CREATE INDEX CONCURRENTLY big1_at_idx ON public.big1 USING btree (at);
CREATE INDEX CONCURRENTLY big2_at_idx ON public.big2 USING btree (at);
-- in one transaction
CREATE INDEX big_at ON public.big USING btree (at);
-- outside of a transaction
CREATE INDEX CONCURRENTLY m_a ON public.m USING btree (a);
CREATE INDEX CONCURRENTLY swapped__new ON public.t USING btree (c) WHERE (a > 0);
DROP INDEX CONCURRENTLY public.swapped;
-- in one transaction
ALTER TABLE public.t DROP CONSTRAINT k;
ALTER TABLE public.t ADD CONSTRAINT k UNIQUE USING INDEX k__new DEFERRABLE;
COMMENT ON INDEX public."Fresh" IS 'x';
ALTER INDEX public.swapped__new RENAME TO swapped;
