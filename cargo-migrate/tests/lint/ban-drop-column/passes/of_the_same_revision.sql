ALTER TABLE users ADD COLUMN nick text;
ALTER TABLE users RENAME nick TO alias;
ALTER TABLE users DROP COLUMN alias;
