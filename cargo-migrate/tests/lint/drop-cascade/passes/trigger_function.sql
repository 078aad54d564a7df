--! applied
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
--! unapplied
DROP FUNCTION touch() CASCADE;
