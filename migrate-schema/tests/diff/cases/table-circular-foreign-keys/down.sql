ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_b_fkey;
DROP TABLE public.node;
DROP TABLE public.b;
DROP TABLE public.a;
