ALTER TYPE public.inner_t ADD ATTRIBUTE y text CASCADE;
ALTER TYPE public.outer_t ADD ATTRIBUTE extra date CASCADE;
