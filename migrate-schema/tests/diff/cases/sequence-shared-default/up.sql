ALTER TABLE public.b ALTER COLUMN id SET NOT NULL;
CREATE SEQUENCE public.b_id_seq AS integer;
ALTER TABLE ONLY public.b ALTER COLUMN id SET DEFAULT nextval('public.b_id_seq'::regclass);
DROP TABLE public.a;
CREATE TABLE public.c (
    id integer DEFAULT nextval('public.b_id_seq'::regclass)
);
ALTER SEQUENCE public.b_id_seq OWNED BY public.b.id;
