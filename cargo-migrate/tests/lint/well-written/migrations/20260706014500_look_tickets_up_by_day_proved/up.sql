ALTER TABLE tickets VALIDATE CONSTRAINT tickets_day_sane;
