CREATE STATISTICS public.st ON (a + 1), (a * 2) FROM public.t;
