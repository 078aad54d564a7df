DROP VIEW apart.seen;
DROP TABLE public.plain;
DROP TABLE public.closed;
DROP FUNCTION apart.open();
DROP FUNCTION apart.hidden();
DROP SEQUENCE apart.numbers;
