--! applied
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE people (id bigint, mood mood);
--! unapplied
CREATE TYPE size AS ENUM ('small', 'large');
ALTER TABLE people ADD COLUMN size size DEFAULT 'large';
