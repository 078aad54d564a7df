CREATE TYPE address AS (street text, town text);
ALTER TYPE address ADD ATTRIBUTE country text;
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE branches (id bigint PRIMARY KEY, place address, mail email);
