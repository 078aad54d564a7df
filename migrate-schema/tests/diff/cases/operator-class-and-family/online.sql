-- in one transaction
DROP INDEX public.i;
DROP OPERATOR CLASS public.plain USING btree;
CREATE OPERATOR CLASS public.plain FOR TYPE integer USING btree FAMILY public.plain AS FUNCTION 1 public.cmp(integer,integer), OPERATOR 1 <(integer,integer), OPERATOR 2 <=(integer,integer), OPERATOR 3 =(integer,integer), OPERATOR 4 >=(integer,integer), OPERATOR 5 >(integer,integer);
CREATE OPERATOR FAMILY public.loose USING btree;
CREATE OPERATOR CLASS public.backwards FOR TYPE integer USING btree FAMILY public.loose AS FUNCTION 1 public.cmp(integer,integer), OPERATOR 1 >(integer,integer), OPERATOR 2 >=(integer,integer), OPERATOR 3 =(integer,integer), OPERATOR 4 <=(integer,integer), OPERATOR 5 <(integer,integer);
COMMENT ON OPERATOR CLASS public.backwards USING btree IS 'x';
ALTER OPERATOR FAMILY public.loose USING btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint);
ALTER OPERATOR FAMILY public.loose USING btree ADD OPERATOR 1 <(integer,bigint);
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (a public.plain);
CREATE INDEX CONCURRENTLY j ON public.t USING btree (a public.backwards);
