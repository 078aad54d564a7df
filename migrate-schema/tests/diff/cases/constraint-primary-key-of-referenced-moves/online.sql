-- in one transaction
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
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON public.a (id);
-- in one transaction
ALTER TABLE public.a ADD CONSTRAINT a_id_key UNIQUE USING INDEX a_id_key;
ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a(id) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey ON public.a (code);
-- in one transaction
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey;
ALTER TABLE public.b ADD CONSTRAINT b_c_fkey FOREIGN KEY (c) REFERENCES public.a(code) NOT VALID;
-- in one transaction
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_fkey;
ALTER TABLE public.b VALIDATE CONSTRAINT b_c_fkey;
