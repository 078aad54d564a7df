WITH p AS (SELECT id FROM public.plans) SELECT id FROM p;
