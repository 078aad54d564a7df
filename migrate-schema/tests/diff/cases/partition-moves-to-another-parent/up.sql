ALTER TABLE public.a DETACH PARTITION public.p;
DROP INDEX public.a_id;
CREATE INDEX b_id ON public.b USING btree (id);
ALTER TABLE public.b ATTACH PARTITION public.p FOR VALUES FROM (0) TO (20);
