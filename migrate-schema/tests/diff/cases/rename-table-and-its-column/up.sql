ALTER TABLE public.a RENAME TO b;
ALTER TABLE public.b RENAME COLUMN x TO y;
ALTER TABLE public.b RENAME CONSTRAINT a_pkey TO b_pkey;
ALTER TABLE public.b RENAME CONSTRAINT a_x_check TO b_y_check;
DROP VIEW public.v;
ALTER SEQUENCE public.a_id_seq RENAME TO b_id_seq;
CREATE VIEW public.v AS
 SELECT b.id,
    b.y
   FROM public.b;
