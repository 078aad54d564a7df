DROP INDEX public.i;
ALTER TABLE public.t DROP COLUMN "Ünï code";
ALTER TABLE public.t DROP COLUMN d;
ALTER TABLE public.t ADD COLUMN b text DEFAULT 'x'::text;
ALTER TABLE public.t ADD CONSTRAINT k CHECK ((b <> ''::text));
CREATE INDEX i ON public.t USING btree (b, c);
