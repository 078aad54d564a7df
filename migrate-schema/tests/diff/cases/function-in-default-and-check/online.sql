-- in one transaction
SET LOCAL check_function_bodies = off;
DROP INDEX public.i;
ALTER TABLE public.t DROP CONSTRAINT t_code_check;
ALTER TABLE ONLY public.t ALTER COLUMN code DROP DEFAULT;
DROP FUNCTION public.next_code(text);
DROP FUNCTION public.is_code(text);
CREATE OR REPLACE FUNCTION public.is_code(code text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT code <> 'x' $function$;
CREATE OR REPLACE FUNCTION public.next_code(p text, n integer DEFAULT 1)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT p || n $function$;
ALTER TABLE ONLY public.t ALTER COLUMN code SET DEFAULT public.next_code('a'::text);
ALTER TABLE public.t ADD CONSTRAINT t_code_check CHECK (public.is_code(code)) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY i ON public.t USING btree (public.is_code(code));
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT t_code_check;
