ALTER TABLE public.badges ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.doors ALTER COLUMN floor SET NOT NULL;
ALTER TABLE public.badges ADD CONSTRAINT badges_holder_key UNIQUE (holder);
ALTER TABLE public.badges ADD CONSTRAINT badges_pkey PRIMARY KEY (number);
ALTER TABLE public.doors ADD CONSTRAINT doors_pkey PRIMARY KEY (door);
