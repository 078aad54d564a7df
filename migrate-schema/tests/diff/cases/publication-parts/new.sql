CREATE SCHEMA s;
CREATE TABLE a (id int PRIMARY KEY, x text, y int);
CREATE TABLE b (id int PRIMARY KEY);
CREATE TABLE s.c (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a (id, y) WHERE (id > 5) WITH (publish = 'insert, update', publish_via_partition_root);
CREATE PUBLICATION q FOR TABLES IN SCHEMA s;
COMMENT ON PUBLICATION q IS 'x';
