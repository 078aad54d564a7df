COMMENT ON SCHEMA s IS NULL;
COMMENT ON DOMAIN public.d IS 'x';
COMMENT ON TABLE public.t IS E'two
lines;
it''s \\ here';
COMMENT ON COLUMN public.t.a IS 'other';
COMMENT ON VIEW public.v IS 'v';
COMMENT ON CONSTRAINT k ON DOMAIN public.d IS 'y';
