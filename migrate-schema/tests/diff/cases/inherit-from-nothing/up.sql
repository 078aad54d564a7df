CREATE TABLE public.p (
    a integer DEFAULT 1
);
ALTER TABLE public.p ADD CONSTRAINT p_a_check CHECK ((a > 0));
CREATE TABLE public.d (
    a integer DEFAULT 1
) INHERITS (public.p);
CREATE TABLE public.c (
    b integer
) INHERITS (public.p);
ALTER TABLE ONLY public.c ALTER COLUMN a SET DEFAULT 2;
ALTER TABLE public.c ADD CONSTRAINT own CHECK ((b > 0));
