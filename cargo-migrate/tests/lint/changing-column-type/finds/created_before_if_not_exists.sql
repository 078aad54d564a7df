--! applied
CREATE TABLE counts (n int);
--! unapplied
CREATE TABLE IF NOT EXISTS counts (n bigint);
ALTER TABLE counts ALTER COLUMN n TYPE bigint;
