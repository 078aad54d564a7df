DROP INDEX public.by_street;
DROP VIEW public.homes;
ALTER TABLE ONLY public.person ALTER COLUMN works_at DROP DEFAULT;
ALTER TABLE public.address DROP COLUMN zip;
ALTER TABLE public.person ALTER COLUMN former TYPE text[] USING former::text[];
ALTER TABLE public.person ALTER COLUMN home TYPE text USING home::text;
ALTER TABLE public.person ALTER COLUMN works_at TYPE text USING works_at::text;
ALTER TABLE public.address ALTER COLUMN number TYPE integer;
ALTER TABLE public.person ALTER COLUMN former TYPE public.address[] USING former::text[]::public.address[];
ALTER TABLE public.person ALTER COLUMN home TYPE public.address USING home::text::public.address;
ALTER TABLE public.person ALTER COLUMN works_at TYPE public.address USING works_at::text::public.address;
ALTER TABLE public.person ALTER COLUMN former TYPE text[] USING former::text[];
ALTER TABLE public.person ALTER COLUMN home TYPE text USING home::text;
ALTER TABLE public.person ALTER COLUMN works_at TYPE text USING works_at::text;
ALTER TABLE public.address ALTER COLUMN street TYPE text;
ALTER TABLE public.person ALTER COLUMN former TYPE public.address[] USING former::text[]::public.address[];
ALTER TABLE public.person ALTER COLUMN home TYPE public.address USING home::text::public.address;
ALTER TABLE public.person ALTER COLUMN works_at TYPE public.address USING works_at::text::public.address;
ALTER TABLE ONLY public.person ALTER COLUMN works_at SET DEFAULT ROW('Elm'::text, 1);
CREATE VIEW public.homes AS
 SELECT person.name,
    (person.home).number AS number,
    person.former
   FROM public.person;
CREATE INDEX by_street ON public.person USING btree (((home).street));
