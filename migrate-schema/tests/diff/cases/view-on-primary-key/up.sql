DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ADD CONSTRAINT pk PRIMARY KEY (a);
CREATE VIEW public.v AS
 SELECT t.a,
    t.b,
    count(*) AS n
   FROM public.t
  GROUP BY t.a;
