-- in one transaction
ALTER TABLE public.badges ADD CONSTRAINT number__not_null CHECK (number IS NOT NULL) NOT VALID;
ALTER TABLE public.doors ADD CONSTRAINT floor__not_null CHECK (floor IS NOT NULL) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY badges_holder_key ON public.badges (holder);
CREATE UNIQUE INDEX CONCURRENTLY badges_pkey ON public.badges (number);
CREATE UNIQUE INDEX CONCURRENTLY doors_pkey ON public.doors (door);
-- in one transaction
ALTER TABLE public.badges ADD CONSTRAINT badges_holder_key UNIQUE USING INDEX badges_holder_key;
ALTER TABLE public.doors ADD CONSTRAINT doors_pkey PRIMARY KEY USING INDEX doors_pkey;
-- in one transaction
ALTER TABLE public.badges VALIDATE CONSTRAINT number__not_null;
ALTER TABLE public.doors VALIDATE CONSTRAINT floor__not_null;
-- in one transaction
ALTER TABLE public.badges ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.badges DROP CONSTRAINT number__not_null;
ALTER TABLE public.doors ALTER COLUMN floor SET NOT NULL;
ALTER TABLE public.doors DROP CONSTRAINT floor__not_null;
ALTER TABLE public.badges ADD CONSTRAINT badges_pkey PRIMARY KEY USING INDEX badges_pkey;
