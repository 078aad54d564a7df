ALTER TABLE public.b DROP CONSTRAINT b_c_fkey;
ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a DROP CONSTRAINT a_id_key;
ALTER TABLE public.b DROP COLUMN c;
ALTER TABLE public.a ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.a ADD CONSTRAINT a_code_key UNIQUE (code);
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
CREATE OR REPLACE VIEW public.v AS
 SELECT a.id,
    a.code,
    count(*) AS n
   FROM public.a
  GROUP BY a.id;
ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a(id);
