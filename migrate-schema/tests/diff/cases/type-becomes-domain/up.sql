ALTER TYPE public.x RENAME TO x__former;
CREATE DOMAIN public.x AS text CONSTRAINT x_check CHECK ((VALUE = ANY (ARRAY['a'::text, 'b'::text])));
ALTER TABLE public.t ALTER COLUMN a TYPE public.x USING a::text::public.x;
DROP TYPE public.x__former;
