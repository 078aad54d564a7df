CREATE OR REPLACE FUNCTION public.f()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN NEW;
END$function$;
CREATE VIEW public.r AS
 WITH RECURSIVE r(a, p) AS (
         SELECT t.a,
            t.p
           FROM public.t
          WHERE (t.p IS NULL)
        UNION ALL
         SELECT t.a,
            t.p
           FROM (public.t
             JOIN r r_1 ON ((t.p = r_1.a)))
        )
 SELECT r.a,
    r.p
   FROM r;
CREATE VIEW public.v WITH (check_option=local) AS
 SELECT t.a
   FROM public.t
  WHERE (t.a > 0);
CREATE TRIGGER g INSTEAD OF INSERT ON public.v FOR EACH ROW EXECUTE FUNCTION public.f();
