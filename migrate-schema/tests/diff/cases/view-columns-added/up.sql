CREATE OR REPLACE VIEW public.v WITH (security_barrier=true) AS
 SELECT t.a,
    t.b
   FROM public.t;
