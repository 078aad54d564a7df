DROP VIEW public.w;
DROP VIEW public.v;
CREATE VIEW public.v AS
 SELECT t.a AS x
   FROM public.t;
ALTER VIEW public.v ALTER COLUMN x SET DEFAULT 7;
CREATE VIEW public.w AS
 SELECT v.x
   FROM public.v;
CREATE RULE r AS
    ON INSERT TO public.v DO INSTEAD  INSERT INTO public.t (a)
  VALUES (new.x);
