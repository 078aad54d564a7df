DROP INDEX public.reading_value;
CREATE INDEX reading_2025_value ON public.reading_2025 USING btree (value);
CREATE INDEX reading_value ON ONLY public.reading USING btree (value);
