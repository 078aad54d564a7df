CREATE TYPE r AS RANGE (SUBTYPE = float8);
CREATE TABLE t (r r, m r_multirange);
