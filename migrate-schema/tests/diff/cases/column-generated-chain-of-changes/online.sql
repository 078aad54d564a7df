-- in one transaction
DROP INDEX public.i;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN c;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN d integer;
ALTER TABLE public.t ADD COLUMN c bigint GENERATED ALWAYS AS ((a * d)) STORED;
ALTER TABLE public.t ADD COLUMN e text GENERATED ALWAYS AS ((a)::text) STORED;
CREATE VIEW public.v AS
 SELECT t.c
   FROM public.t;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (c);
