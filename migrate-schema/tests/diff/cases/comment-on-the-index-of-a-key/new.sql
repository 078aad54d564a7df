CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE);
COMMENT ON INDEX t_pkey IS 'it''s the index';
COMMENT ON CONSTRAINT t_pkey ON t IS 'the key';
CREATE TABLE u (c int UNIQUE);
COMMENT ON INDEX u_c_key IS 'new';
