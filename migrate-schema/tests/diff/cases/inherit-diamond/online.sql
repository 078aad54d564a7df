-- in one transaction
ALTER TABLE public.a DROP CONSTRAINT a_x_check;
ALTER TABLE public.a ALTER COLUMN x TYPE bigint;
ALTER TABLE public.c ADD CONSTRAINT z__not_null CHECK (z IS NOT NULL) NOT VALID;
ALTER TABLE public.a ADD COLUMN n text DEFAULT 'n'::text;
ALTER TABLE public.d ADD COLUMN own text;
ALTER TABLE public.a ADD CONSTRAINT a_x_check CHECK ((x > 0)) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.d USING btree (x, n);
-- in one transaction
ALTER TABLE public.c VALIDATE CONSTRAINT z__not_null;
ALTER TABLE public.a VALIDATE CONSTRAINT a_x_check;
-- in one transaction
ALTER TABLE public.c ALTER COLUMN z SET NOT NULL;
ALTER TABLE public.c DROP CONSTRAINT z__not_null;
ALTER TABLE public.d ALTER COLUMN z SET NOT NULL;
