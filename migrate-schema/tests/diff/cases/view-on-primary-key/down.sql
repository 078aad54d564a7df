DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT pk;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);
CREATE VIEW public.v AS
 SELECT t.a,
    t.b,
    count(*) AS n
   FROM public.t
  GROUP BY t.a;
