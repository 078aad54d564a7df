-- outside of a transaction
CREATE INDEX CONCURRENTLY g ON public.t USING gin (c jsonb_path_ops) WITH (fastupdate=off);
CREATE INDEX CONCURRENTLY h ON public.t USING hash (b);
CREATE INDEX CONCURRENTLY i__new ON public.t USING btree (b text_pattern_ops DESC NULLS LAST);
DROP INDEX CONCURRENTLY public.i;
CREATE INDEX CONCURRENTLY j__new ON public.t USING btree (a) INCLUDE (b, c) WHERE ((b <> ''::text) AND (a > 5));
DROP INDEX CONCURRENTLY public.j;
CREATE INDEX CONCURRENTLY k ON public.t USING btree (e COLLATE "POSIX", ((c ->> 'x'::text)));
CREATE INDEX CONCURRENTLY r ON public.t USING brin (a) WITH (pages_per_range='4');
CREATE INDEX CONCURRENTLY s ON public.t USING gist (d);
CREATE UNIQUE INDEX CONCURRENTLY u ON public.t USING btree (lower(b), ((a + 1))) NULLS NOT DISTINCT;
-- in one transaction
ALTER INDEX public.i__new RENAME TO i;
ALTER INDEX public.j__new RENAME TO j;
