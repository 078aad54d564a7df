ALTER TABLE public.ledger DETACH PARTITION public.ledger_north;
DROP INDEX public.ledger_north_region_day_idx;
DROP TABLE public.ledger_south;
