ALTER TABLE public.t DETACH PARTITION public.tb;
ALTER TABLE public.t DETACH PARTITION public.ta;
DROP TABLE public.tc;
DROP TABLE public.t;
ALTER TYPE public.e RENAME TO e__former;
CREATE TYPE public.e AS ENUM ('a', 'b');
ALTER TABLE public.ta ALTER COLUMN x TYPE public.e USING x::text::public.e;
ALTER TABLE public.tb ALTER COLUMN x TYPE public.e USING x::text::public.e;
DROP TYPE public.e__former;
CREATE TABLE public.t (
    x public.e,
    y integer
) PARTITION BY LIST (x);
ALTER TABLE public.t ATTACH PARTITION public.ta FOR VALUES IN ('a');
ALTER TABLE public.t ATTACH PARTITION public.tb FOR VALUES IN ('b');
