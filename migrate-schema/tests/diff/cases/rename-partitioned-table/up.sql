ALTER TABLE public.ev RENAME TO events;
ALTER TABLE public.ev_1 RENAME TO events_1;
ALTER TABLE public.events RENAME COLUMN at TO happened;
ALTER TABLE public.events RENAME CONSTRAINT ev_pkey TO events_pkey;
ALTER TABLE public.events_1 RENAME CONSTRAINT ev_1_pkey TO events_1_pkey;
ALTER INDEX public.ev_1_at_idx RENAME TO events_1_happened_idx;
ALTER INDEX public.ev_at RENAME TO events_happened;
