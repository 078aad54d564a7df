--! postgres 17
--! applied
CREATE TYPE mood AS ENUM ('ok');
--! unapplied
ALTER TYPE mood ADD VALUE 'happy';
CREATE TABLE people (id bigint, mood mood DEFAULT 'happy');
