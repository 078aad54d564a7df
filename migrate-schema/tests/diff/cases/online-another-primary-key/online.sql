-- in one transaction
ALTER TABLE public.read ADD CONSTRAINT b__not_null CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE public.order_items ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY NOT NULL;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY named_after ON public.named (b);
CREATE UNIQUE INDEX CONCURRENTLY order_items_pkey__new ON public.order_items (id);
CREATE UNIQUE INDEX CONCURRENTLY read_pkey__new ON public.read (b);
-- in one transaction
ALTER TABLE public.order_items DROP CONSTRAINT order_items_pkey;
ALTER TABLE public.named DROP CONSTRAINT named_before;
ALTER TABLE public.named ALTER COLUMN a DROP NOT NULL;
ALTER TABLE public.order_items ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE public.order_items ALTER COLUMN product_id DROP NOT NULL;
ALTER TABLE public.named ADD CONSTRAINT named_after PRIMARY KEY USING INDEX named_after;
ALTER TABLE public.order_items ADD CONSTRAINT order_items_pkey PRIMARY KEY USING INDEX order_items_pkey__new;
-- in one transaction
ALTER TABLE public.read VALIDATE CONSTRAINT b__not_null;
-- in one transaction
ALTER TABLE public.read DROP CONSTRAINT read_pkey;
ALTER TABLE public.read ALTER COLUMN a DROP NOT NULL;
ALTER TABLE public.read ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.read DROP CONSTRAINT b__not_null;
ALTER TABLE public.read ADD CONSTRAINT read_pkey PRIMARY KEY USING INDEX read_pkey__new;
