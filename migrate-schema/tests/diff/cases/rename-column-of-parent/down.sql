ALTER TABLE public.m RENAME COLUMN b TO a;
ALTER TABLE public.p RENAME COLUMN b TO a;
ALTER TABLE public.p RENAME CONSTRAINT p_b_check TO p_a_check;
ALTER INDEX public.p1_b_idx RENAME TO p1_a_idx;
