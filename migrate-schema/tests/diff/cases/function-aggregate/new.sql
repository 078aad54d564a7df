CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1', PARALLEL = safe, COMBINEFUNC = int4pl);
CREATE VIEW v AS SELECT total(1) AS t;
