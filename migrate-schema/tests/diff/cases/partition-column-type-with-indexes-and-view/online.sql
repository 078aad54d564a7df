-- in one transaction
DROP INDEX public.t_expr;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN x TYPE text;
ALTER TABLE public.t ADD CONSTRAINT x__not_null CHECK (x IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN y TYPE bigint;
ALTER TABLE ONLY public.t ALTER COLUMN y SET DEFAULT 1;
ALTER TABLE ONLY public.t1 ALTER COLUMN y SET DEFAULT 1;
ALTER TABLE ONLY public.t2 ALTER COLUMN y SET DEFAULT 1;
CREATE VIEW public.v AS
 SELECT t1.x
   FROM public.t1;
-- outside of a transaction
CREATE INDEX CONCURRENTLY t1_lower_idx ON public.t1 USING btree (lower(x)) WHERE (y > 0);
CREATE INDEX CONCURRENTLY t2_lower_idx ON public.t2 USING btree (lower(x)) WHERE (y > 0);
-- in one transaction
CREATE INDEX t_expr ON public.t USING btree (lower(x)) WHERE (y > 0);
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT x__not_null;
-- in one transaction
ALTER TABLE public.t ALTER COLUMN x SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT x__not_null;
ALTER TABLE public.t1 ALTER COLUMN x SET NOT NULL;
ALTER TABLE public.t2 ALTER COLUMN x SET NOT NULL;
