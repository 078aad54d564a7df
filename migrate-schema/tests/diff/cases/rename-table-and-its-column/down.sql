ALTER TABLE public.b RENAME TO a;
ALTER TABLE public.a RENAME COLUMN y TO x;
ALTER TABLE public.a RENAME CONSTRAINT b_pkey TO a_pkey;
ALTER TABLE public.a RENAME CONSTRAINT b_y_check TO a_x_check;
DROP VIEW public.v;
ALTER SEQUENCE public.b_id_seq RENAME TO a_id_seq;
CREATE VIEW public.v AS
 SELECT a.id,
    a.x
   FROM public.a;
