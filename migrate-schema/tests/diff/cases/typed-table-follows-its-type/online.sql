-- in one transaction
ALTER TABLE public.outdoors DROP CONSTRAINT outdoors_value_check;
DROP VIEW public.warm;
ALTER TABLE ONLY public.indoors ALTER COLUMN value DROP DEFAULT;
ALTER TYPE public.reading DROP ATTRIBUTE note CASCADE;
ALTER TYPE public.reading ALTER ATTRIBUTE sensor TYPE bigint CASCADE;
ALTER TYPE public.reading ALTER ATTRIBUTE value TYPE double precision CASCADE;
ALTER TYPE public.reading ADD ATTRIBUTE unit text CASCADE;
ALTER TABLE public.indoors ALTER COLUMN unit SET NOT NULL;
ALTER TABLE public.indoors ALTER COLUMN unit SET DEFAULT 'C'::text;
COMMENT ON COLUMN public.outdoors.unit IS 'C or F';
ALTER TABLE ONLY public.indoors ALTER COLUMN value SET DEFAULT 0;
CREATE VIEW public.warm AS
 SELECT indoors.sensor,
    indoors.value
   FROM public.indoors
  WHERE (indoors.value > (20)::double precision);
ALTER TABLE public.outdoors ADD CONSTRAINT outdoors_value_check CHECK ((value < (100)::double precision)) NOT VALID;
-- in one transaction
ALTER TABLE public.outdoors VALIDATE CONSTRAINT outdoors_value_check;
