ALTER TYPE mood RENAME TO mood__former;
CREATE TYPE mood AS ENUM ('ok', 'great');
ALTER TABLE users ALTER COLUMN mood TYPE mood USING mood::text::mood;
DROP TYPE mood__former;
ALTER DOMAIN app.code RENAME TO code__former;
CREATE DOMAIN app.code AS text;
