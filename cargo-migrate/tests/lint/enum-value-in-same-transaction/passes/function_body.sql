--! applied
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE people (id bigint, mood mood NOT NULL DEFAULT 'ok', note text);
CREATE TABLE notes (id bigint, body text);
--! unapplied
ALTER TYPE mood ADD VALUE 'happy';
CREATE FUNCTION cheer() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE people SET mood = 'happy'; END $$;
