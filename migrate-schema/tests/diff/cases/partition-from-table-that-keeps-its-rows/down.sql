ALTER TABLE public.t RENAME TO t__former;
ALTER TABLE public.t_rest RENAME TO t;
ALTER TABLE public.t__former RENAME CONSTRAINT t_pkey TO t_pkey__former;
ALTER TABLE public.t RENAME CONSTRAINT t_rest_pkey TO t_pkey;
ALTER TABLE public.r DROP CONSTRAINT r_id_fkey;
ALTER TABLE public.t__former DETACH PARTITION public.t;
DROP INDEX public.t_rest_at_idx;
DROP TABLE public.t_big;
CREATE OR REPLACE VIEW public.v AS
 SELECT t.id,
    t.at
   FROM public.t;
DROP TABLE public.t__former;
CREATE INDEX t_at ON public.t USING btree (at);
ALTER TABLE public.r ADD CONSTRAINT r_id_fkey FOREIGN KEY (id) REFERENCES public.t(id);
