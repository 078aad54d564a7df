ALTER TABLE public.stays DROP CONSTRAINT stays_region_account_fkey;
DROP TABLE public.invoice;
DROP TABLE public.account_south;
DROP TABLE public.account_north;
DROP TABLE public.account;
