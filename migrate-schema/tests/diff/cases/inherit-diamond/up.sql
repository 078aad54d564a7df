ALTER TABLE public.a DROP CONSTRAINT a_x_check;
ALTER TABLE public.a ALTER COLUMN x TYPE bigint;
ALTER TABLE public.c ALTER COLUMN z SET NOT NULL;
ALTER TABLE public.d ALTER COLUMN z SET NOT NULL;
ALTER TABLE public.a ADD COLUMN n text DEFAULT 'n'::text;
ALTER TABLE public.d ADD COLUMN own text;
ALTER TABLE public.a ADD CONSTRAINT a_x_check CHECK ((x > 0));
CREATE INDEX i ON public.d USING btree (x, n);
