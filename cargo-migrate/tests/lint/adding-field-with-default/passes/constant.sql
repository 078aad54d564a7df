ALTER TABLE users ADD COLUMN active boolean NOT NULL DEFAULT true, ADD COLUMN score int DEFAULT -1;
