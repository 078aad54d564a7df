ALTER TABLE public.doors DROP CONSTRAINT doors_pkey;
ALTER TABLE public.badges DROP CONSTRAINT badges_pkey;
ALTER TABLE public.badges DROP CONSTRAINT badges_holder_key;
ALTER TABLE public.badges ALTER COLUMN number DROP NOT NULL;
ALTER TABLE public.doors ALTER COLUMN floor DROP NOT NULL;
