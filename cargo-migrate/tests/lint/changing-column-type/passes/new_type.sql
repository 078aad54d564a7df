CREATE TYPE address AS (zip int);
ALTER TYPE address ALTER ATTRIBUTE zip TYPE text;
