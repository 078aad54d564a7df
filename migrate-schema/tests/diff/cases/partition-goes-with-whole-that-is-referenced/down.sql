CREATE TABLE public.account (
    region text NOT NULL,
    id integer NOT NULL
) PARTITION BY LIST (region);
CREATE TABLE public.account_north (
    region text NOT NULL,
    id integer NOT NULL
);
CREATE TABLE public.account_south (
    region text NOT NULL,
    id integer NOT NULL
);
CREATE TABLE public.invoice (
    region text,
    account integer
);
ALTER TABLE public.account_north ADD CONSTRAINT account_north_pkey PRIMARY KEY (region, id);
ALTER TABLE public.account_south ADD CONSTRAINT account_south_pkey PRIMARY KEY (region, id);
ALTER TABLE public.account ADD CONSTRAINT account_pkey PRIMARY KEY (region, id);
ALTER TABLE public.account ATTACH PARTITION public.account_north FOR VALUES IN ('n');
ALTER TABLE public.account ATTACH PARTITION public.account_south FOR VALUES IN ('s');
ALTER TABLE public.invoice ADD CONSTRAINT invoice_region_account_fkey FOREIGN KEY (region, account) REFERENCES public.account(region, id);
ALTER TABLE public.stays ADD CONSTRAINT stays_region_account_fkey FOREIGN KEY (region, account) REFERENCES public.account(region, id);
