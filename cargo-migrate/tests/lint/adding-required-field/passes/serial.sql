ALTER TABLE users ADD COLUMN number bigserial NOT NULL;
