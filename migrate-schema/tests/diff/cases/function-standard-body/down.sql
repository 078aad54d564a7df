DROP PROCEDURE public.p(integer);
DROP FUNCTION public.f();
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT t.a
    FROM public.t;
END;
