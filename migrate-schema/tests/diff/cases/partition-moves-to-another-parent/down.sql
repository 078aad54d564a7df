ALTER TABLE public.b DETACH PARTITION public.p;
DROP INDEX public.b_id;
CREATE INDEX a_id ON public.a USING btree (id);
ALTER TABLE public.a ATTACH PARTITION public.p FOR VALUES FROM (0) TO (10);
