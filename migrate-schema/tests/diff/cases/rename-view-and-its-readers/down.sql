ALTER MATERIALIZED VIEW public.new_m RENAME TO old_m;
ALTER VIEW public.new_v RENAME TO old_v;
ALTER INDEX public.new_i RENAME TO old_i;
