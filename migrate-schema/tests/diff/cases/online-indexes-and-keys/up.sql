DROP INDEX public.swapped;
DROP INDEX public.gone;
ALTER TABLE public.t DROP CONSTRAINT k;
CREATE TABLE public.fresh (
    a integer
);
ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (b, c) DEFERRABLE;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);
CREATE UNIQUE INDEX "Fresh" ON public.t USING btree (lower(b)) INCLUDE (c);
COMMENT ON INDEX public."Fresh" IS 'x';
CREATE INDEX big1_at_idx ON public.big1 USING btree (at);
CREATE INDEX big2_at_idx ON public.big2 USING btree (at);
CREATE INDEX big_at ON public.big USING btree (at);
CREATE INDEX fresh_a ON public.fresh USING btree (a);
CREATE INDEX m_a ON public.m USING btree (a);
CREATE INDEX swapped ON public.t USING btree (c) WHERE (a > 0);
ALTER TABLE public.fresh ADD CONSTRAINT fresh_a_fkey FOREIGN KEY (a) REFERENCES public.t(a);
