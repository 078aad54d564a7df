ALTER INDEX public.reading_value ATTACH PARTITION public.reading_2025_value;
