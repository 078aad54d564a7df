ALTER TABLE public.b DROP CONSTRAINT b_ax_ay_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_b_fkey;
ALTER TABLE public.a ALTER COLUMN b TYPE bigint;
ALTER TABLE public.a ALTER COLUMN x TYPE bigint;
ALTER TABLE public.b ALTER COLUMN ax TYPE bigint;
ALTER TABLE public.b ALTER COLUMN id TYPE bigint;
CREATE TABLE public.c (
    a integer NOT NULL,
    b integer,
    PRIMARY KEY (a)
);
ALTER TABLE public.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES public.b(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.b ADD CONSTRAINT b_ax_ay_fkey FOREIGN KEY (ax, ay) REFERENCES public.a(x, y) ON UPDATE CASCADE;
ALTER TABLE public.c ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES public.c(a);
ALTER TABLE public.c ADD CONSTRAINT c_b_fkey FOREIGN KEY (b) REFERENCES public.c(a);
