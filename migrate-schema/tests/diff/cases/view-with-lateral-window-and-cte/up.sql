CREATE VIEW public."V 2" AS
 SELECT ('{"a": 1}'::jsonb -> 'a'::text) AS "A b",
    array_agg(t.x ORDER BY t.id) FILTER (WHERE (t.x > (0)::numeric)) AS xs
   FROM public.t
  GROUP BY ROLLUP(t.p);
CREATE VIEW public.v AS
 WITH RECURSIVE r(id, d) AS (
         SELECT t_1.id,
            0 AS "?column?"
           FROM public.t t_1
          WHERE (t_1.p IS NULL)
        UNION ALL
         SELECT t_1.id,
            (r_1.d + 1)
           FROM (public.t t_1
             JOIN r r_1 ON ((t_1.p = r_1.id)))
        )
 SELECT r.id,
    r.d,
    sum(t.x) OVER (PARTITION BY r.d ORDER BY r.id ROWS 2 PRECEDING) AS s,
    l.n
   FROM (r
     JOIN public.t USING (id)),
    LATERAL ( SELECT count(*) AS n
           FROM public.t u
          WHERE (u.p = r.id)) l;
