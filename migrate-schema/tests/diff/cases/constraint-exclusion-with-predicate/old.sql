CREATE TABLE t (r int4range, s tsrange, room int4range, CONSTRAINT e EXCLUDE USING gist (r WITH &&));
