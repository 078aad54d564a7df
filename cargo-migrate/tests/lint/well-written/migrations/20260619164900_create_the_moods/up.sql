CREATE TYPE mood AS ENUM ('fine', 'busy');
ALTER TABLE staff ADD COLUMN mood mood;
COMMENT ON COLUMN staff.mood IS 'what DELETE FROM staff would lose; see DROP TABLE staff';
