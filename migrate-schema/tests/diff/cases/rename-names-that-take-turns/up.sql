ALTER TABLE public.a RENAME TO c;
ALTER TABLE public.b RENAME TO a;
ALTER TABLE public.a RENAME CONSTRAINT b_z_fkey TO a_z_fkey;
ALTER TABLE public.c RENAME CONSTRAINT a_pkey TO c_pkey;
ALTER TABLE public.a RENAME CONSTRAINT b_pkey TO a_pkey;
