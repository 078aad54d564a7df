ALTER TABLE users ADD COLUMN plan_id bigint REFERENCES public.plans (id);
