-- outside of a transaction
DROP INDEX CONCURRENTLY public.fr_once;
-- in one transaction
ALTER INDEX public.by_day ATTACH PARTITION public.pl_by_day;
ALTER TABLE public.visits_fr ADD CONSTRAINT fr_once UNIQUE (country, day);
ALTER INDEX public.once ATTACH PARTITION public.fr_once;
ALTER TABLE public.visits_pl ADD CONSTRAINT pl_once UNIQUE (country, day);
ALTER INDEX public.once ATTACH PARTITION public.pl_once;
