ALTER TABLE public.a RENAME TO b;
ALTER TABLE public.c RENAME TO a;
ALTER TABLE public.b RENAME CONSTRAINT a_pkey TO b_pkey;
ALTER TABLE public.a RENAME CONSTRAINT c_pkey TO a_pkey;
ALTER TABLE public.b RENAME CONSTRAINT a_z_fkey TO b_z_fkey;
