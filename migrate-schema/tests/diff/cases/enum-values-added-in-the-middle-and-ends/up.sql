ALTER TYPE public.e ADD VALUE 'a' BEFORE 'b';
ALTER TYPE public.e ADD VALUE 'c' AFTER 'b';
ALTER TYPE public.e ADD VALUE 'it''s' AFTER 'c';
ALTER TYPE public.e ADD VALUE 'e';
ALTER TYPE public.e ADD VALUE 'f';
