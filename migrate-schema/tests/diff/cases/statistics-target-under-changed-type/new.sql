CREATE TABLE t (a bigint, b int);
CREATE STATISTICS pairs (dependencies) ON a, b FROM t;
ALTER STATISTICS pairs SET STATISTICS 50;
COMMENT ON STATISTICS pairs IS 'kept';
