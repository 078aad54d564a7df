--! applied
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE people (id bigint, mood mood NOT NULL DEFAULT 'ok', note text);
CREATE TABLE notes (id bigint, body text);
--! unapplied
ALTER TYPE mood ADD VALUE 'happy';
CREATE INDEX happy_people ON people (id) WHERE mood = 'happy';
