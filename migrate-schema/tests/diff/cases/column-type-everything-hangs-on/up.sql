ALTER TABLE public.r DROP CONSTRAINT r_n_fkey;
DROP STATISTICS public.s;
DROP POLICY po ON public.t;
DROP TRIGGER tg ON public.t;
DROP RULE ru ON public.t;
DROP INDEX public.p;
DROP INDEX public.e;
ALTER TABLE public.t DROP CONSTRAINT t_n_check;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.v;
ALTER TABLE ONLY public.t ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN g;
ALTER TABLE public.r ALTER COLUMN n TYPE numeric(10,2);
ALTER TABLE public.t ALTER COLUMN n TYPE numeric(10,2);
ALTER TABLE public.t ADD COLUMN g numeric GENERATED ALWAYS AS ((n + (1)::numeric)) STORED;
ALTER TABLE ONLY public.t ALTER COLUMN n SET DEFAULT 1;
CREATE VIEW public.v AS
 SELECT t.n,
    t.g
   FROM public.t;
CREATE MATERIALIZED VIEW public.m AS
 SELECT v.n
   FROM public.v;
ALTER TABLE public.t ADD CONSTRAINT t_n_check CHECK ((n > (0)::numeric));
CREATE INDEX e ON public.t USING btree (((n * (2)::numeric)));
CREATE INDEX p ON public.t USING btree (id) WHERE (n > (5)::numeric);
CREATE RULE ru AS
    ON DELETE TO public.t
   WHERE (old.n > (9)::numeric) DO INSTEAD NOTHING;
CREATE TRIGGER tg AFTER UPDATE OF n ON public.t FOR EACH ROW WHEN ((new.n > (3)::numeric)) EXECUTE FUNCTION public.tf();
CREATE POLICY po ON public.t AS PERMISSIVE FOR ALL TO PUBLIC USING ((n > (0)::numeric));
CREATE STATISTICS public.s ON n, g FROM public.t;
ALTER TABLE public.r ADD CONSTRAINT r_n_fkey FOREIGN KEY (n) REFERENCES public.t(n);
