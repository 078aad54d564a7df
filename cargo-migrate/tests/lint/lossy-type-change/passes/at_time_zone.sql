--! applied
CREATE TABLE plans (made timestamp);
--! unapplied
ALTER TABLE plans ALTER COLUMN made TYPE timestamptz USING made AT TIME ZONE 'UTC';
