DROP VIEW public.v;
DROP VIEW public."V 2";
