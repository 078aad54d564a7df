-- outside of a transaction
DROP INDEX CONCURRENTLY public.fr_once;
-- in one transaction
ALTER INDEX public.by_day ATTACH PARTITION public.pl_by_day;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY fr_once ON public.visits_fr (country, day);
-- in one transaction
ALTER TABLE public.visits_fr ADD CONSTRAINT fr_once UNIQUE USING INDEX fr_once;
ALTER INDEX public.once ATTACH PARTITION public.fr_once;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY pl_once ON public.visits_pl (country, day);
-- in one transaction
ALTER TABLE public.visits_pl ADD CONSTRAINT pl_once UNIQUE USING INDEX pl_once;
ALTER INDEX public.once ATTACH PARTITION public.pl_once;
