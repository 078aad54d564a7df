CREATE TABLE plans (id bigint);
ALTER TABLE plans ADD COLUMN tier text NOT NULL;
