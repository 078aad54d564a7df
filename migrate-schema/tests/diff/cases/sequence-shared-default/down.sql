DROP TABLE public.c;
ALTER TABLE public.b ALTER COLUMN id DROP NOT NULL;
CREATE SEQUENCE public.a_id_seq AS integer;
ALTER TABLE ONLY public.b ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
DROP SEQUENCE public.b_id_seq;
CREATE TABLE public.a (
    id integer DEFAULT nextval('public.a_id_seq'::regclass) NOT NULL
);
ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;
