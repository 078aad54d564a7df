-- in one transaction
ALTER TYPE public.mood ADD VALUE 'ok' AFTER 'sad';
-- in one transaction
ALTER TABLE ONLY public.t ALTER COLUMN m SET DEFAULT 'ok'::public.mood;
