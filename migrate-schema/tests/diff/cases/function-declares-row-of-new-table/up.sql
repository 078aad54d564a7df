SET LOCAL check_function_bodies = off;
CREATE TYPE public.tally AS (
    n integer,
    of text
);
CREATE OR REPLACE FUNCTION public.newest()
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
DECLARE
  one entry%ROWTYPE;
  kind entry.what%TYPE;
  all_of tally[];
BEGIN
  SELECT * INTO one FROM entry ORDER BY id DESC LIMIT 1;
  RETURN one.id;
END $function$;
CREATE TABLE public.entry (
    id integer,
    what text
);
