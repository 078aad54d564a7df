CREATE TABLE t (a varchar(40));
