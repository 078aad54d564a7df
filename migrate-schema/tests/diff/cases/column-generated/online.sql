-- in one transaction
DROP INDEX public.i;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN d;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ALTER COLUMN c DROP EXPRESSION;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS ((a + 2)) STORED;
ALTER TABLE public.t ADD COLUMN d integer GENERATED ALWAYS AS ((a * 2)) STORED;
CREATE VIEW public.v AS
 SELECT t.b
   FROM public.t;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (b);
