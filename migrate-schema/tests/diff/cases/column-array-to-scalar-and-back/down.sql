ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::text::integer;
ALTER TABLE public.t ALTER COLUMN b TYPE text[] USING b::text[];
ALTER TABLE public.t ALTER COLUMN c TYPE public.e USING c::text::public.e;
ALTER TABLE public.t ALTER COLUMN d TYPE integer[];
