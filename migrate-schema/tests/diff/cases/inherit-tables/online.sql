-- in one transaction
ALTER TABLE public.p DROP CONSTRAINT p_a_check;
ALTER TABLE public.p ALTER COLUMN a TYPE bigint;
ALTER TABLE public.c ADD COLUMN z integer;
ALTER TABLE public.p ADD COLUMN n text;
ALTER TABLE ONLY public.c ALTER COLUMN a SET DEFAULT 3;
ALTER TABLE ONLY public.p ALTER COLUMN a SET DEFAULT 3;
ALTER TABLE public.p ADD CONSTRAINT p_a_check CHECK ((a > 1)) NOT VALID;
ALTER TABLE public.c INHERIT public.q;
-- in one transaction
ALTER TABLE public.p VALIDATE CONSTRAINT p_a_check;
