CREATE TABLE old_log (id int);
CREATE TABLE entry (id int, what text);
CREATE TYPE tally AS (n int, of text);
CREATE FUNCTION newest() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  one entry%ROWTYPE;
  kind entry.what%TYPE;
  all_of tally[];
BEGIN
  SELECT * INTO one FROM entry ORDER BY id DESC LIMIT 1;
  RETURN one.id;
END $$;
