ALTER TABLE ONLY public.t ALTER COLUMN x DROP DEFAULT;
ALTER TYPE public.e RENAME TO e__former;
CREATE TYPE public.e AS ENUM ('b', 'd');
ALTER TABLE public.t ALTER COLUMN x TYPE public.e USING x::text::public.e;
DROP TYPE public.e__former;
ALTER TABLE ONLY public.t ALTER COLUMN x SET DEFAULT 'b'::public.e;
