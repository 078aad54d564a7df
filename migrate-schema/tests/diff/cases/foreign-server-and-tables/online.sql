-- in one transaction
ALTER TABLE public.f DROP COLUMN b;
DROP FOREIGN TABLE public.gone;
DROP SERVER gone;
DROP FOREIGN DATA WRAPPER gone;
ALTER FOREIGN DATA WRAPPER w OPTIONS (SET debug 'false');
ALTER SERVER s VERSION '2';
ALTER SERVER s OPTIONS (DROP "Odd", SET host 'other', ADD port '5');
COMMENT ON SERVER s IS 'x';
GRANT USAGE ON FOREIGN SERVER s TO reader;
ALTER FOREIGN TABLE public.f OPTIONS (ADD more 'x', SET table_name 'g');
ALTER TABLE public.f ALTER COLUMN a TYPE bigint;
ALTER TABLE public.f ADD CONSTRAINT a__not_null CHECK (a IS NOT NULL) NOT VALID;
CREATE FOREIGN TABLE public.g (
    a integer OPTIONS (column_name 'A')
) SERVER s;
CREATE VIEW public.v AS
 SELECT f.a
   FROM public.f;
-- in one transaction
ALTER TABLE public.f VALIDATE CONSTRAINT a__not_null;
-- in one transaction
ALTER TABLE public.f ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.f DROP CONSTRAINT a__not_null;
