ALTER TYPE public.c RENAME TO c__former;
CREATE TYPE public.c AS (
    a bigint,
    b text
);
ALTER TABLE public.t ALTER COLUMN c TYPE public.c USING c::text::public.c;
ALTER TABLE public.t ALTER COLUMN d TYPE public.c[] USING d::text[]::public.c[];
DROP TYPE public.c__former;
