ALTER TABLE public.letters ALTER COLUMN id TYPE integer;
ALTER TABLE public.letters ALTER COLUMN length TYPE integer;
ALTER TABLE public.letters ALTER COLUMN tags TYPE text;
ALTER TABLE public.letters ALTER COLUMN was_read TYPE boolean;
