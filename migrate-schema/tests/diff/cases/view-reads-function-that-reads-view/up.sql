CREATE OR REPLACE VIEW public.v AS
 SELECT t.a,
    1 AS b
   FROM public.t;
CREATE OR REPLACE VIEW public.w AS
 SELECT f.a,
    f.b
   FROM public.f() f(a, b);
