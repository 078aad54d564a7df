CREATE TABLE t (a character varying(40));
