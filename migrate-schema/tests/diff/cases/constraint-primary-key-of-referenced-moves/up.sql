ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_code_key;
DROP VIEW public.v;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.b ADD COLUMN c text;
CREATE VIEW public.v AS
 SELECT a.id,
    a.code,
    count(*) AS n
   FROM public.a
  GROUP BY a.id, a.code;
ALTER TABLE public.a ADD CONSTRAINT a_id_key UNIQUE (id);
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (code);
ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a(id);
ALTER TABLE public.b ADD CONSTRAINT b_c_fkey FOREIGN KEY (c) REFERENCES public.a(code);
