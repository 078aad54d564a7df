ALTER DOMAIN public.x RENAME TO x__former;
CREATE TYPE public.x AS ENUM ('a');
ALTER TABLE public.t ALTER COLUMN a TYPE public.x USING a::text::public.x;
DROP DOMAIN public.x__former;
