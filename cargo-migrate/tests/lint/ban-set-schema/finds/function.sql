ALTER FUNCTION total(bigint) SET SCHEMA app;
