-- in one transaction
ALTER TABLE public.self DROP CONSTRAINT self_up_fkey;
ALTER TABLE public.b DROP CONSTRAINT b_x_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_x_key;
ALTER TABLE public.a ALTER COLUMN x TYPE bigint;
ALTER TABLE public.b ALTER COLUMN x TYPE bigint;
ALTER TABLE public.self ALTER COLUMN id TYPE uuid USING id::text::uuid;
ALTER TABLE public.self ALTER COLUMN up TYPE uuid USING up::text::uuid;
ALTER TABLE public.self ADD CONSTRAINT self_up_fkey FOREIGN KEY (up) REFERENCES public.self(id) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_x_y_key ON public.a (x, y);
-- in one transaction
ALTER TABLE public.a ADD CONSTRAINT a_x_y_key UNIQUE USING INDEX a_x_y_key;
ALTER TABLE public.b ADD CONSTRAINT b_x_y_fkey FOREIGN KEY (x, y) REFERENCES public.a(x, y) MATCH FULL ON UPDATE CASCADE NOT VALID;
-- in one transaction
ALTER TABLE public.self VALIDATE CONSTRAINT self_up_fkey;
ALTER TABLE public.b VALIDATE CONSTRAINT b_x_y_fkey;
