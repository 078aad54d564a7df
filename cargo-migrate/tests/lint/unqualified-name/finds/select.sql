INSERT INTO public.plans SELECT id FROM old_plans WHERE id > 1;
