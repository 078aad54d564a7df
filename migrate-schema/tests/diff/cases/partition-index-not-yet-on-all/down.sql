DROP INDEX public.by_day;
ALTER TABLE public.visits DROP CONSTRAINT once;
ALTER TABLE ONLY public.visits ADD CONSTRAINT once UNIQUE (country, day);
CREATE INDEX fr_by_day ON public.visits_fr USING btree (day);
CREATE INDEX by_day ON ONLY public.visits USING btree (day);
ALTER INDEX public.by_day ATTACH PARTITION public.fr_by_day;
CREATE UNIQUE INDEX fr_once ON public.visits_fr USING btree (country, day);
CREATE INDEX pl_by_day ON public.visits_pl USING btree (day);
