ALTER TABLE public.events RENAME TO ev;
ALTER TABLE public.events_1 RENAME TO ev_1;
ALTER TABLE public.ev RENAME COLUMN happened TO at;
ALTER TABLE public.ev RENAME CONSTRAINT events_pkey TO ev_pkey;
ALTER TABLE public.ev_1 RENAME CONSTRAINT events_1_pkey TO ev_1_pkey;
ALTER INDEX public.events_1_happened_idx RENAME TO ev_1_at_idx;
ALTER INDEX public.events_happened RENAME TO ev_at;
