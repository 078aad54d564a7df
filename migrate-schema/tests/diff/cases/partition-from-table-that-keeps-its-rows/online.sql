-- in one transaction
ALTER TABLE public.t RENAME TO t_rest;
ALTER TABLE public.t_rest RENAME CONSTRAINT t_pkey TO t_rest_pkey;
ALTER TABLE public.r DROP CONSTRAINT r_id_fkey;
DROP INDEX public.t_at;
ALTER TABLE public.t_rest DROP CONSTRAINT t_at_check;
CREATE TABLE public.t (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text
) PARTITION BY RANGE (id);
CREATE OR REPLACE VIEW public.v AS
 SELECT t.id,
    t.at
   FROM public.t;
CREATE TABLE public.t_big (
    id integer NOT NULL,
    at date NOT NULL,
    note text DEFAULT 'x'::text,
    CONSTRAINT t_at_check CHECK ((at > '2000-01-01'::date))
);
ALTER TABLE public.t ADD CONSTRAINT t_at_check CHECK ((at > '2000-01-01'::date));
ALTER TABLE public.t_big ADD CONSTRAINT t_big_pkey PRIMARY KEY (id);
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
CREATE INDEX t_big_at_idx ON public.t_big USING btree (at);
ALTER TABLE public.t ATTACH PARTITION public.t_big FOR VALUES FROM (1000000) TO (MAXVALUE);
ALTER TABLE public.r ADD CONSTRAINT r_id_fkey FOREIGN KEY (id) REFERENCES public.t(id) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY t_rest_at_idx ON public.t_rest USING btree (at);
-- in one transaction
CREATE INDEX t_at ON public.t USING btree (at);
ALTER TABLE public.t_rest ADD CONSTRAINT t_at_check CHECK ((at > '2000-01-01'::date));
ALTER TABLE public.t ATTACH PARTITION public.t_rest DEFAULT;
-- in one transaction
ALTER TABLE public.r VALIDATE CONSTRAINT r_id_fkey;
