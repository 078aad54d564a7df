DROP INDEX public.i;
DROP COLLATION public.changed;
DROP DOMAIN public.d;
ALTER TABLE public.t ALTER COLUMN a TYPE text;
DROP COLLATION public.german;
CREATE COLLATION public.changed (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'C');
