DROP INDEX public.t_expr;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN x TYPE text;
ALTER TABLE public.t ALTER COLUMN x SET NOT NULL;
ALTER TABLE public.t ALTER COLUMN y TYPE bigint;
ALTER TABLE public.t1 ALTER COLUMN x SET NOT NULL;
ALTER TABLE public.t2 ALTER COLUMN x SET NOT NULL;
ALTER TABLE ONLY public.t ALTER COLUMN y SET DEFAULT 1;
ALTER TABLE ONLY public.t1 ALTER COLUMN y SET DEFAULT 1;
ALTER TABLE ONLY public.t2 ALTER COLUMN y SET DEFAULT 1;
CREATE VIEW public.v AS
 SELECT t1.x
   FROM public.t1;
CREATE INDEX t1_lower_idx ON public.t1 USING btree (lower(x)) WHERE (y > 0);
CREATE INDEX t2_lower_idx ON public.t2 USING btree (lower(x)) WHERE (y > 0);
CREATE INDEX t_expr ON public.t USING btree (lower(x)) WHERE (y > 0);
