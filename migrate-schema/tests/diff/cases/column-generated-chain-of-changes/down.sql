DROP INDEX public.i;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN e;
ALTER TABLE public.t DROP COLUMN c;
ALTER TABLE public.t DROP COLUMN d;
ALTER TABLE public.t ADD COLUMN b integer;
ALTER TABLE public.t ADD COLUMN c integer GENERATED ALWAYS AS ((a + b)) STORED;
CREATE VIEW public.v AS
 SELECT t.c
   FROM public.t;
CREATE INDEX i ON public.t USING btree (c);
