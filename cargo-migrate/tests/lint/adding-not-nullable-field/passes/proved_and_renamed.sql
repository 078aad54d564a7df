--! applied
CREATE TABLE users (mail text, CONSTRAINT c CHECK (mail IS NOT NULL));
--! applied
ALTER TABLE users RENAME COLUMN mail TO email;
ALTER TABLE users RENAME CONSTRAINT c TO d;
--! unapplied
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
