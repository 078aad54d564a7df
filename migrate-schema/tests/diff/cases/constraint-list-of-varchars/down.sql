DROP POLICY small ON public.parcels;
DROP INDEX public.parcels_open;
ALTER TABLE public.parcels DROP CONSTRAINT parcels_state_check;
DROP VIEW public.big;
DROP TABLE public.shelves;
DROP DOMAIN public.size;
ALTER TABLE public.parcels DISABLE ROW LEVEL SECURITY;
