-- in one transaction
ALTER TABLE public.t DROP CONSTRAINT t_f_check;
ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;
ALTER TABLE public.t ALTER COLUMN b TYPE boolean USING b::boolean;
ALTER TABLE public.t ALTER COLUMN c TYPE text;
ALTER TABLE public.t ALTER COLUMN d TYPE integer[] USING d::integer[];
ALTER TABLE public.t ALTER COLUMN e TYPE integer USING e::integer;
ALTER TABLE public.t ALTER COLUMN f TYPE date USING f::text::date;
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT 1;
ALTER TABLE public.t ADD CONSTRAINT t_f_check CHECK ((f > '2020-01-01'::date)) NOT VALID;
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT t_f_check;
