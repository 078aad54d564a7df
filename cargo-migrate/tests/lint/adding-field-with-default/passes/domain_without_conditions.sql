--! applied
CREATE TABLE users (id bigint);
--! unapplied
CREATE DOMAIN label AS text DEFAULT 'check';
CREATE DOMAIN pos AS int CHECK (value > 0);
ALTER TABLE users ADD COLUMN l label;
ALTER TABLE users ADD COLUMN ps pos[];
CREATE TABLE teams (id bigint);
ALTER TABLE teams ADD COLUMN p pos;
