-- in one transaction
DROP COLLATION public.changed;
CREATE COLLATION public.changed (PROVIDER = icu, LOCALE = 'de');
CREATE COLLATION public.german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk', DETERMINISTIC = false);
ALTER COLLATION public.german OWNER TO owner;
COMMENT ON COLLATION public.german IS 'telephone books';
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.german;
CREATE DOMAIN public.d AS text COLLATE public.german;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (a COLLATE public.changed);
