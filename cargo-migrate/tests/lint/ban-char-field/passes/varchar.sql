CREATE TABLE t (a varchar(2), b character varying);
