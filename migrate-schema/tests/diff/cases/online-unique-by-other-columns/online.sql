-- in one transaction
ALTER TABLE public.taken DROP CONSTRAINT free;
ALTER TABLE public.apart DROP CONSTRAINT apart_a_key;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY apart_b_key ON public.apart (b);
CREATE UNIQUE INDEX CONCURRENTLY other_sku_key ON public.other (sku);
CREATE UNIQUE INDEX CONCURRENTLY referred_a_key ON public.referred (a);
-- in one transaction
ALTER TABLE public.referred ADD CONSTRAINT referred_a_key UNIQUE USING INDEX referred_a_key;
ALTER TABLE public.referring ADD CONSTRAINT referring_a_fkey FOREIGN KEY (a) REFERENCES public.referred(a) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY same_sku__new ON public.same (sku);
CREATE UNIQUE INDEX CONCURRENTLY taken_a ON public.taken (a);
CREATE UNIQUE INDEX CONCURRENTLY free ON public.taking (a);
-- in one transaction
ALTER TABLE public.same DROP CONSTRAINT same_sku;
ALTER TABLE public.referred DROP CONSTRAINT referred_a_b_key;
ALTER TABLE public.other DROP CONSTRAINT other_tenant_id_sku_key;
ALTER TABLE public.apart ADD CONSTRAINT apart_b_key UNIQUE USING INDEX apart_b_key;
ALTER TABLE public.other ADD CONSTRAINT other_sku_key UNIQUE USING INDEX other_sku_key;
ALTER TABLE public.same ADD CONSTRAINT same_sku UNIQUE USING INDEX same_sku__new;
ALTER TABLE public.taken ADD CONSTRAINT taken_a UNIQUE USING INDEX taken_a;
ALTER TABLE public.taking ADD CONSTRAINT free UNIQUE USING INDEX free;
-- in one transaction
ALTER TABLE public.referring VALIDATE CONSTRAINT referring_a_fkey;
