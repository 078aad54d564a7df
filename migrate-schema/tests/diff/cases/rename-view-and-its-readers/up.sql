ALTER MATERIALIZED VIEW public.old_m RENAME TO new_m;
ALTER VIEW public.old_v RENAME TO new_v;
ALTER INDEX public.old_i RENAME TO new_i;
