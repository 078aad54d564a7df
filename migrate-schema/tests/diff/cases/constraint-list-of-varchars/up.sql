ALTER TABLE public.parcels ENABLE ROW LEVEL SECURITY;
CREATE DOMAIN public.size AS character varying(2) CONSTRAINT size_check CHECK (((VALUE)::text = ANY ((ARRAY['S'::character varying, 'M'::character varying, 'L'::character varying, 'XL'::character varying]::character varying[])::text[])));
CREATE TABLE public.shelves (
    letter character varying(1),
    is_high boolean GENERATED ALWAYS AS (((letter)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying]::character varying[])::text[]))) STORED
);
CREATE VIEW public.big AS
 SELECT parcels.id
   FROM public.parcels
  WHERE (((parcels.size)::text = ANY ((ARRAY['L'::character varying, 'XL'::character varying]::character varying[])::text[])) AND ((parcels.state)::text <> ALL ((ARRAY['"'::character varying]::character varying[])::text[])));
ALTER TABLE public.parcels ADD CONSTRAINT parcels_state_check CHECK (((state)::text = ANY ((ARRAY['at the sender''s'::character varying, 'on its way'::character varying, 'delivered'::character varying]::character varying[])::text[])));
CREATE INDEX parcels_open ON public.parcels USING btree (id) WHERE ((state)::text <> ALL ((ARRAY['delivered'::character varying, ']'::character varying]::character varying[])::text[]));
CREATE POLICY small ON public.parcels AS PERMISSIVE FOR ALL TO PUBLIC USING (((size)::text = ANY ((ARRAY['S'::character varying, 'M'::character varying]::character varying[])::text[])));
