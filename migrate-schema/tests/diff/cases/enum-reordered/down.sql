ALTER TABLE public.r DROP CONSTRAINT r_x_fkey;
ALTER TYPE public.e RENAME TO e__former;
CREATE TYPE public.e AS ENUM ('a', 'b', 'c');
ALTER TABLE public.r ALTER COLUMN x TYPE public.e USING x::text::public.e;
ALTER TABLE public.t ALTER COLUMN x TYPE public.e USING x::text::public.e;
ALTER TABLE public.t ALTER COLUMN y TYPE public.e[] USING y::text[]::public.e[];
DROP TYPE public.e__former;
ALTER TABLE public.r ADD CONSTRAINT r_x_fkey FOREIGN KEY (x) REFERENCES public.t(x);
