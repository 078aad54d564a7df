UPDATE public.users u SET name = p.name FROM public.plans p WHERE p.id = u.id;
