ALTER TABLE users ADD COLUMN groups jsonb;
