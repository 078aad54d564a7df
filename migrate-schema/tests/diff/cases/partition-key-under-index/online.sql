-- in one transaction
CREATE TABLE public.ledger_north (
    region text NOT NULL,
    entry integer NOT NULL
);
ALTER TABLE public.ledger_north ADD CONSTRAINT ledger_north_pkey PRIMARY KEY (region, entry);
ALTER TABLE public.ledger ATTACH PARTITION public.ledger_north FOR VALUES IN ('north');
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY calls_north_region_call_key ON public.calls_north (region, call);
-- in one transaction
ALTER TABLE public.calls_north ADD CONSTRAINT calls_north_region_call_key UNIQUE USING INDEX calls_north_region_call_key;
CREATE UNIQUE INDEX calls_call ON public.calls USING btree (region, call);
