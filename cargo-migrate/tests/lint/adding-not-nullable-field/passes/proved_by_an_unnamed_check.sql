--! applied
ALTER TABLE users ADD CHECK ((email IS NOT NULL) AND name IS NOT NULL) NOT VALID;
--! unapplied
ALTER TABLE users VALIDATE CONSTRAINT users_email_check;
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
