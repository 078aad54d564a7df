ALTER TABLE public.users ADD COLUMN plan_id bigint REFERENCES plans (id);
