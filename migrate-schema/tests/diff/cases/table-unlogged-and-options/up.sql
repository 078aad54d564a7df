ALTER TABLE public.t SET UNLOGGED;
ALTER TABLE public.t RESET (toast.autovacuum_enabled);
ALTER TABLE public.t SET (fillfactor=50, toast.autovacuum_vacuum_threshold=5);
CREATE UNLOGGED TABLE public.u (
    id integer GENERATED ALWAYS AS IDENTITY NOT NULL
);
ALTER TABLE public.t ADD CONSTRAINT "c h" CHECK ((a <> ''::text));
