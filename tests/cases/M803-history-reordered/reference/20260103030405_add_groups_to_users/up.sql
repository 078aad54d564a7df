-- Layout does not matter.
ALTER TABLE users
  ADD COLUMN groups jsonb NOT NULL DEFAULT '[]';