CREATE TABLE public.ledger_north (
    region text NOT NULL,
    entry integer NOT NULL
);
ALTER TABLE public.calls_north ADD CONSTRAINT calls_north_region_call_key UNIQUE (region, call);
ALTER TABLE public.ledger_north ADD CONSTRAINT ledger_north_pkey PRIMARY KEY (region, entry);
CREATE UNIQUE INDEX calls_call ON public.calls USING btree (region, call);
ALTER TABLE public.ledger ATTACH PARTITION public.ledger_north FOR VALUES IN ('north');
