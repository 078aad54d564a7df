--! applied
ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL);
--! applied
ALTER TABLE users DROP CONSTRAINT c;
--! unapplied
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
