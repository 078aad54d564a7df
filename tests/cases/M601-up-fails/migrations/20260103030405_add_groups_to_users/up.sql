ALTER TABLE users
    ADD COLUMN groups jsonb;
ALTER TABLE user_names
    ADD COLUMN nick text;
