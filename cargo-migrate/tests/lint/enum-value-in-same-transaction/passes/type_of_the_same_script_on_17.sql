--! postgres 17
--! unapplied
CREATE TYPE mood AS ENUM ('ok');
ALTER TYPE mood ADD VALUE 'happy';
CREATE TABLE people (id bigint, mood mood DEFAULT 'happy');
