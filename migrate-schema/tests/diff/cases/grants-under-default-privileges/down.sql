DROP VIEW "S".shown;
DROP TABLE public.elsewhere;
DROP TABLE "S".passed_on;
DROP TABLE "S".hidden;
DROP FUNCTION public.kept();
DROP FUNCTION public.anybodys();
