ALTER TABLE ONLY public.t ALTER COLUMN m DROP DEFAULT;
ALTER TYPE public.mood RENAME TO mood__former;
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood;
DROP TYPE public.mood__former;
ALTER TABLE ONLY public.t ALTER COLUMN m SET DEFAULT 'ok'::public.mood;
