-- in one transaction
DROP INDEX public.i;
ALTER TABLE public.t DROP CONSTRAINT k;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN d timestamp with time zone DEFAULT now() NOT NULL;
ALTER TABLE public.t ADD COLUMN "Ünï code" text;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (d, c);
