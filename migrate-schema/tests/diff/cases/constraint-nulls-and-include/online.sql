-- in one transaction
ALTER TABLE public.t ADD CONSTRAINT c__not_null CHECK (c IS NOT NULL) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY pk ON public.t (c) INCLUDE (a, b);
CREATE UNIQUE INDEX CONCURRENTLY t_a_key__new ON public.t (a) INCLUDE (b) NULLS NOT DISTINCT;
-- in one transaction
ALTER TABLE public.t DROP CONSTRAINT t_a_key;
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key__new;
ALTER INDEX public.t_a_key SET (fillfactor=60);
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT c__not_null;
-- in one transaction
ALTER TABLE public.t ALTER COLUMN c SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT c__not_null;
ALTER TABLE public.t ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk;
