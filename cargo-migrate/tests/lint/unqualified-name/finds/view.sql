CREATE VIEW public.paid AS WITH p AS (SELECT id FROM plans) SELECT id FROM p;
