DROP INDEX public.t_expr;
DROP VIEW public.v;
ALTER TABLE ONLY public.t2 ALTER COLUMN y DROP DEFAULT;
ALTER TABLE ONLY public.t1 ALTER COLUMN y DROP DEFAULT;
ALTER TABLE ONLY public.t ALTER COLUMN y DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN x TYPE character varying(5);
ALTER TABLE public.t ALTER COLUMN x DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN y TYPE integer;
ALTER TABLE public.t1 ALTER COLUMN x DROP NOT NULL;
ALTER TABLE public.t2 ALTER COLUMN x DROP NOT NULL;
CREATE VIEW public.v AS
 SELECT t1.x
   FROM public.t1;
CREATE INDEX t1_lower_idx ON public.t1 USING btree (lower((x)::text)) WHERE (y > 0);
CREATE INDEX t2_lower_idx ON public.t2 USING btree (lower((x)::text)) WHERE (y > 0);
CREATE INDEX t_expr ON public.t USING btree (lower((x)::text)) WHERE (y > 0);
