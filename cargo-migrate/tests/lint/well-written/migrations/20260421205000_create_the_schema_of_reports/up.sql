CREATE SCHEMA reports;
COMMENT ON SCHEMA reports IS 'Read by the office.';
