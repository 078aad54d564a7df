ALTER TABLE ONLY public.t ALTER COLUMN x DROP DEFAULT;
CREATE TYPE public.e AS ENUM ('a', 'b');
ALTER TABLE public.t ALTER COLUMN x TYPE public.e USING x::public.e;
ALTER TABLE public.t ALTER COLUMN y TYPE public.e[] USING y::public.e[];
ALTER TABLE ONLY public.t ALTER COLUMN x SET DEFAULT 'a'::public.e;
