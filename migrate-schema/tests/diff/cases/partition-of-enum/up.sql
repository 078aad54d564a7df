ALTER TABLE public.m DETACH PARTITION public.mb;
ALTER TABLE public.m DETACH PARTITION public.ma;
DROP TABLE public.m;
ALTER TYPE public.e RENAME TO e__former;
CREATE TYPE public.e AS ENUM ('a', 'c');
ALTER TABLE public.ma ALTER COLUMN e TYPE public.e USING e::text::public.e;
ALTER TABLE public.mb ALTER COLUMN e TYPE public.e USING e::text::public.e;
DROP TYPE public.e__former;
CREATE TABLE public.m (
    e public.e NOT NULL,
    n integer
) PARTITION BY LIST (e);
ALTER TABLE public.m ATTACH PARTITION public.ma FOR VALUES IN ('a');
ALTER TABLE public.m ATTACH PARTITION public.mb DEFAULT;
