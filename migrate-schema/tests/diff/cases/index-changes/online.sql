-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY i__new ON public.t USING btree (a DESC NULLS LAST) INCLUDE (c);
DROP INDEX CONCURRENTLY public.i;
CREATE INDEX CONCURRENTLY j__new ON public.t USING btree (b) WHERE (c > 1);
DROP INDEX CONCURRENTLY public.j;
CREATE INDEX CONCURRENTLY k__new ON public.t USING hash (c) WITH (fillfactor='50');
DROP INDEX CONCURRENTLY public.k;
CREATE INDEX CONCURRENTLY l__new ON public.t USING btree (upper(b));
DROP INDEX CONCURRENTLY public.l;
-- in one transaction
ALTER INDEX public.i__new RENAME TO i;
ALTER INDEX public.j__new RENAME TO j;
ALTER INDEX public.k__new RENAME TO k;
ALTER INDEX public.l__new RENAME TO l;
ALTER INDEX public.l ALTER COLUMN 1 SET STATISTICS 100;
COMMENT ON INDEX public.l IS 'x';
