ALTER OPERATOR FAMILY public.loose USING btree DROP OPERATOR 1 (integer, bigint);
ALTER OPERATOR FAMILY public.loose USING btree DROP FUNCTION 1 (integer, bigint);
DROP INDEX public.j;
DROP OPERATOR CLASS public.backwards USING btree;
DROP OPERATOR FAMILY public.loose USING btree;
DROP INDEX public.i;
DROP OPERATOR CLASS public.plain USING btree;
CREATE OPERATOR CLASS public.plain FOR TYPE integer USING btree FAMILY public.plain AS FUNCTION 1 btint4cmp(integer,integer), OPERATOR 1 <(integer,integer), OPERATOR 2 <=(integer,integer), OPERATOR 3 =(integer,integer), OPERATOR 4 >=(integer,integer), OPERATOR 5 >(integer,integer);
CREATE INDEX i ON public.t USING btree (a public.plain);
