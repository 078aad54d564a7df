--! applied
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE people (id bigint, mood mood NOT NULL DEFAULT 'ok', note text);
CREATE TABLE notes (id bigint, body text);
--! unapplied
ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'happy' AFTER 'ok';
SELECT 'happy'::mood;
