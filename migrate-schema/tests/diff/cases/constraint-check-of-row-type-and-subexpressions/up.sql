ALTER TABLE public.t ADD CONSTRAINT "Q" CHECK ((a = ANY (ARRAY[1, 2, b]))) NO INHERIT;
ALTER TABLE public.t ADD CONSTRAINT later CHECK ((b < 100)) NOT VALID;
ALTER TABLE public.t ADD CONSTRAINT t_c_check CHECK (((c ->> 'it''s'::text) IS DISTINCT FROM 'x"y'::text));
ALTER TABLE public.t ADD CONSTRAINT t_check CHECK (((a > 0) OR (b IS NOT NULL)));
