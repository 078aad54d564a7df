DROP FUNCTION public.f();
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
CREATE OR REPLACE PROCEDURE public.p(INOUT x integer)
 LANGUAGE plpgsql
AS $procedure$ BEGIN x := 1;
END $procedure$;
ALTER TABLE public.t ADD COLUMN b integer;
CREATE OR REPLACE FUNCTION public.f()
 RETURNS bigint
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (t.a + t.b)
    FROM public.t;
END;
