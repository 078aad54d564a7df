ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;
ALTER DOMAIN public.d RENAME TO d__former;
CREATE DOMAIN public.d AS character varying(5) CONSTRAINT k CHECK (((VALUE)::text <> ''::text));
ALTER TABLE public.t ALTER COLUMN a TYPE public.d;
ALTER TABLE public.t ALTER COLUMN b TYPE public.d[];
DROP DOMAIN public.d__former;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT 'x'::character varying;
