--! applied
ALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK (email IS NOT NULL) NOT VALID;
--! applied
ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;
--! unapplied
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_email_not_null;
