--! unapplied
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'a' $$;
--! down
DROP FUNCTION next_code() CASCADE;
