CREATE TYPE reading AS (sensor int, value real, note text);
CREATE TABLE indoors OF reading (sensor PRIMARY KEY, value DEFAULT 0);
CREATE TABLE outdoors OF reading (CHECK (value < 100));
CREATE VIEW warm AS SELECT sensor, value FROM indoors WHERE value > 20;
