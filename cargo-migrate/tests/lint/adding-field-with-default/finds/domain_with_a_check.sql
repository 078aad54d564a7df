--! applied
CREATE TABLE users (id bigint);
--! unapplied
CREATE DOMAIN pos AS int CHECK (value > 0);
CREATE DOMAIN small_pos AS pos;
ALTER TABLE users ADD COLUMN p pos;
ALTER TABLE users ADD COLUMN q small_pos;
