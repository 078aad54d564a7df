CREATE TABLE p (id int, b text CHECK (b <> '')) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_a ON p (b);
CREATE TABLE m (id int, b text);
CREATE TABLE c (more int) INHERITS (m);
CREATE INDEX c_a ON c (b);
