-- More memory for sorting, for everybody who works as postgres.
CREATE ROLE reports NOLOGIN;
GRANT SELECT ON users TO reports;
ALTER ROLE postgres SET work_mem = '64MB';
