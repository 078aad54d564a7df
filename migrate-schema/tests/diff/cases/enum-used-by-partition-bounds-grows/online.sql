-- in one transaction
ALTER TYPE public.e ADD VALUE 'c';
-- in one transaction
CREATE TABLE public.tc (
    x public.e,
    y integer
);
ALTER TABLE public.t ATTACH PARTITION public.tc FOR VALUES IN ('c');
