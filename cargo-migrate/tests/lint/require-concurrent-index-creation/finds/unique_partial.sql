-- Only the living have to be unique.
CREATE UNIQUE INDEX IF NOT EXISTS users_email_key
    ON app.users USING btree (lower(email))
    WHERE deleted_at IS NULL;
