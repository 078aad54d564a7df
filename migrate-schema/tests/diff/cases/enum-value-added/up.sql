ALTER TYPE public.mood ADD VALUE 'awful' BEFORE 'sad';
ALTER TYPE public.mood ADD VALUE 'it''s ok' AFTER 'sad';
ALTER TYPE public.mood ADD VALUE 'great';
