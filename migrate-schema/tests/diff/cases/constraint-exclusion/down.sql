ALTER TABLE public.t DROP CONSTRAINT no_overlap;
