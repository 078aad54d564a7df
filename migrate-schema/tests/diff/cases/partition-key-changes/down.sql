ALTER TABLE public.m DETACH PARTITION public.m1;
DROP VIEW public.v;
DROP TABLE public.m;
CREATE TABLE public.m (
    id integer NOT NULL,
    at date NOT NULL,
    note text
) PARTITION BY RANGE (at);
CREATE VIEW public.v AS
 SELECT m.id
   FROM public.m;
ALTER TABLE public.m ADD CONSTRAINT m_pkey PRIMARY KEY (id, at);
CREATE INDEX m_note ON public.m USING btree (note);
ALTER TABLE public.m ATTACH PARTITION public.m1 DEFAULT;
