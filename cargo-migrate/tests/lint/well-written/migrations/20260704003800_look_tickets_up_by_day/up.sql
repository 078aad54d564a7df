ALTER TABLE tickets ADD COLUMN day date;
ALTER TABLE tickets ADD CONSTRAINT tickets_day_sane CHECK (day > '2020-01-01') NOT VALID;
