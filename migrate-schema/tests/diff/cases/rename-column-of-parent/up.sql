ALTER TABLE public.m RENAME COLUMN a TO b;
ALTER TABLE public.p RENAME COLUMN a TO b;
ALTER TABLE public.p RENAME CONSTRAINT p_a_check TO p_b_check;
ALTER INDEX public.p1_a_idx RENAME TO p1_b_idx;
