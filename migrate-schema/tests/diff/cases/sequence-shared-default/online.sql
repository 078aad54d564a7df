-- in one transaction
ALTER TABLE public.b ADD CONSTRAINT id__not_null CHECK (id IS NOT NULL) NOT VALID;
CREATE SEQUENCE public.b_id_seq AS integer;
ALTER TABLE ONLY public.b ALTER COLUMN id SET DEFAULT nextval('public.b_id_seq'::regclass);
DROP TABLE public.a;
CREATE TABLE public.c (
    id integer DEFAULT nextval('public.b_id_seq'::regclass)
);
ALTER SEQUENCE public.b_id_seq OWNED BY public.b.id;
-- in one transaction
ALTER TABLE public.b VALIDATE CONSTRAINT id__not_null;
-- in one transaction
ALTER TABLE public.b ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.b DROP CONSTRAINT id__not_null;
