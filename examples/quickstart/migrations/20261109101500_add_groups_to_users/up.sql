-- A constant default needs no rewrite of the table, and old rows have a value at once.
ALTER TABLE users ADD COLUMN groups json NOT NULL DEFAULT '[]';
