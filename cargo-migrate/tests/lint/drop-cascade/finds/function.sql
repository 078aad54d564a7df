--! applied
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'a' $$;
CREATE DOMAIN code AS text DEFAULT next_code();
--! unapplied
DROP FUNCTION next_code() CASCADE;
