ALTER TABLE public.t DROP CONSTRAINT "c h";
DROP TABLE public.u;
ALTER TABLE public.t SET LOGGED;
ALTER TABLE public.t RESET (toast.autovacuum_vacuum_threshold);
ALTER TABLE public.t SET (fillfactor=90, toast.autovacuum_enabled=false);
