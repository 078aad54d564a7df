ALTER TABLE users
    ADD COLUMN nick text,
    DROP COLUMN IF EXISTS email;
