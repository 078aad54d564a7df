-- in one transaction
DROP INDEX public.north_own;
CREATE TABLE public.ledger_south (
    region text,
    day date
);
CREATE INDEX ledger_south_region_day_idx ON public.ledger_south USING btree (region, day);
ALTER TABLE public.ledger ATTACH PARTITION public.ledger_south FOR VALUES IN ('south');
CREATE INDEX south_own ON public.ledger_south USING btree (region, day);
-- outside of a transaction
CREATE INDEX CONCURRENTLY ledger_north_region_day_idx ON public.ledger_north USING btree (region, day);
-- in one transaction
ALTER TABLE public.ledger ATTACH PARTITION public.ledger_north FOR VALUES IN ('north');
-- outside of a transaction
CREATE INDEX CONCURRENTLY north_own ON public.ledger_north USING btree (region, day);
