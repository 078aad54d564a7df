ALTER TABLE public.letters ALTER COLUMN id TYPE bigint;
ALTER TABLE public.letters ALTER COLUMN length TYPE interval;
ALTER TABLE public.letters ALTER COLUMN tags TYPE text[];
ALTER TABLE public.letters ALTER COLUMN was_read TYPE numeric(1,0);
