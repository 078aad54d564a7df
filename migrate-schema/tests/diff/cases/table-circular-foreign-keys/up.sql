CREATE TABLE public.a (
    id integer NOT NULL,
    b integer,
    PRIMARY KEY (id)
);
CREATE TABLE public.b (
    id integer NOT NULL,
    a integer,
    PRIMARY KEY (id)
);
CREATE TABLE public.node (
    id integer NOT NULL,
    parent integer,
    PRIMARY KEY (id)
);
ALTER TABLE public.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES public.b(id);
ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a(id);
ALTER TABLE public.node ADD CONSTRAINT node_parent_fkey FOREIGN KEY (parent) REFERENCES public.node(id);
