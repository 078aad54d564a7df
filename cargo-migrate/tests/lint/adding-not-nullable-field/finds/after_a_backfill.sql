ALTER TABLE users ADD COLUMN locale text;
UPDATE users SET locale = 'en' WHERE locale IS NULL;
ALTER TABLE users ALTER locale SET NOT NULL;
