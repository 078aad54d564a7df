-- in one transaction
ALTER TABLE public.u DROP CONSTRAINT fk;
ALTER TABLE public.t DROP CONSTRAINT t_b_key;
ALTER TABLE public.t DROP CONSTRAINT k;
ALTER TABLE public.t ADD CONSTRAINT b__not_null CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE public.t ADD CONSTRAINT k CHECK ((c > 1)) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_b_key ON public.t (b) INCLUDE (c);
-- in one transaction
ALTER TABLE public.t ADD CONSTRAINT t_b_key UNIQUE USING INDEX t_b_key;
ALTER TABLE public.u ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES public.t(b) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID;
COMMENT ON CONSTRAINT fk ON public.u IS 'x';
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_pkey__new ON public.t (a, b);
CREATE UNIQUE INDEX CONCURRENTLY only_b ON public.t USING btree (b);
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT b__not_null;
ALTER TABLE public.t VALIDATE CONSTRAINT k;
ALTER TABLE public.u VALIDATE CONSTRAINT fk;
-- in one transaction
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT b__not_null;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey__new;
