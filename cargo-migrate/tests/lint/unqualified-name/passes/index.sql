CREATE INDEX plans_name ON public.plans (name);
