CREATE TABLE p (id int, a text CHECK (a <> '')) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_a ON p (a);
CREATE TABLE m (id int, a text);
CREATE TABLE c (more int) INHERITS (m);
CREATE INDEX c_a ON c (a);
