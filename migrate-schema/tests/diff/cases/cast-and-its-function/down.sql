DROP VIEW public.v;
DROP CAST (public.pair AS pg_catalog.text);
DROP FUNCTION public.to_text(public.pair);
DROP CAST (pg_catalog.text AS public.mood);
DROP TYPE public.mood;
