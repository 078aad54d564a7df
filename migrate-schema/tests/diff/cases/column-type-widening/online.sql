-- in one transaction
ALTER TABLE public.u DROP CONSTRAINT u_t_fkey;
ALTER TABLE ONLY public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
ALTER TABLE public.t ALTER COLUMN b TYPE text;
ALTER TABLE public.t ALTER COLUMN c TYPE timestamp without time zone;
ALTER TABLE public.u ALTER COLUMN t TYPE bigint;
ALTER TABLE ONLY public.t ALTER COLUMN b SET DEFAULT 'x'::text;
ALTER TABLE public.u ADD CONSTRAINT u_t_fkey FOREIGN KEY (t) REFERENCES public.t(a) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i__new ON public.t USING btree (lower(b));
DROP INDEX CONCURRENTLY public.i;
-- in one transaction
ALTER INDEX public.i__new RENAME TO i;
-- in one transaction
ALTER TABLE public.u VALIDATE CONSTRAINT u_t_fkey;
