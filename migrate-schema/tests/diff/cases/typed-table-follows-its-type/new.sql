CREATE TYPE reading AS (sensor bigint, value double precision, unit text);
CREATE TABLE indoors OF reading (sensor PRIMARY KEY, value DEFAULT 0, unit NOT NULL DEFAULT 'C');
CREATE TABLE outdoors OF reading (CHECK (value < 100));
COMMENT ON COLUMN outdoors.unit IS 'C or F';
CREATE VIEW warm AS SELECT sensor, value FROM indoors WHERE value > 20;
