ALTER TABLE public.outdoors DROP CONSTRAINT outdoors_value_check;
DROP VIEW public.warm;
ALTER TABLE ONLY public.indoors ALTER COLUMN value DROP DEFAULT;
ALTER TYPE public.reading DROP ATTRIBUTE unit CASCADE;
ALTER TYPE public.reading ALTER ATTRIBUTE sensor TYPE integer CASCADE;
ALTER TYPE public.reading ALTER ATTRIBUTE value TYPE real CASCADE;
ALTER TYPE public.reading ADD ATTRIBUTE note text CASCADE;
ALTER TABLE ONLY public.indoors ALTER COLUMN value SET DEFAULT 0;
CREATE VIEW public.warm AS
 SELECT indoors.sensor,
    indoors.value
   FROM public.indoors
  WHERE (indoors.value > (20)::double precision);
ALTER TABLE public.outdoors ADD CONSTRAINT outdoors_value_check CHECK ((value < (100)::double precision));
