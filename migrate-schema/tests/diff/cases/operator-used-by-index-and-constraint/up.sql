SET LOCAL check_function_bodies = off;
CREATE SCHEMA ops;
CREATE OR REPLACE FUNCTION ops.other(integer, integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 <> $2$function$;
CREATE OR REPLACE FUNCTION ops.same(integer, integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 = $2$function$;
CREATE OR REPLACE FUNCTION ops.twice(integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 * 2$function$;
CREATE OPERATOR ops.<>== (FUNCTION = ops.other, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(ops.===));
CREATE OPERATOR ops.=== (FUNCTION = ops.same, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(ops.===), NEGATOR = OPERATOR(ops.<>==), RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR ops.===(integer,integer) IS 'x';
ALTER TABLE public.t ADD CONSTRAINT t_a_check CHECK ((a OPERATOR(ops.===) a));
CREATE OPERATOR ops.@@@ (FUNCTION = ops.twice, RIGHTARG = integer);
ALTER TABLE public.t ADD COLUMN c integer GENERATED ALWAYS AS ((OPERATOR(ops.@@@) a)) STORED;
CREATE VIEW public.v AS
 SELECT (t.a OPERATOR(ops.<>==) t.c) AS x
   FROM public.t;
CREATE INDEX i ON public.t USING btree (((OPERATOR(ops.@@@) a)));
