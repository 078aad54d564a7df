DROP TABLE audit.entries;
DROP SCHEMA audit;
