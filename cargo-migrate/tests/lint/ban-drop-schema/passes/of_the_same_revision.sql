CREATE SCHEMA scratch;
CREATE TABLE scratch.t (id bigint);
DROP SCHEMA scratch CASCADE;
