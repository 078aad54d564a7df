DROP VIEW public.v;
DROP VIEW public.r;
DROP FUNCTION public.f();
