CREATE TABLE t (id int PRIMARY KEY, p int, x numeric);
CREATE VIEW v AS WITH RECURSIVE r(id, d) AS (SELECT id, 0 FROM t WHERE p IS NULL UNION ALL SELECT t.id, d + 1 FROM t JOIN r ON t.p = r.id) SELECT r.id, d, sum(x) OVER (PARTITION BY d ORDER BY r.id ROWS 2 PRECEDING) AS s, l.n FROM r JOIN t USING (id), LATERAL (SELECT count(*) AS n FROM t u WHERE u.p = r.id) l;
CREATE VIEW "V 2" AS SELECT '{"a": 1}'::jsonb -> 'a' AS "A b", array_agg(x ORDER BY id) FILTER (WHERE x > 0) AS xs FROM t GROUP BY ROLLUP (p);
