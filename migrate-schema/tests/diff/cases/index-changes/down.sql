DROP INDEX public.l;
DROP INDEX public.k;
DROP INDEX public.j;
DROP INDEX public.i;
CREATE INDEX i ON public.t USING btree (a);
CREATE INDEX j ON public.t USING btree (b) WHERE (c > 0);
CREATE INDEX k ON public.t USING btree (c);
CREATE INDEX l ON public.t USING btree (lower(b));
