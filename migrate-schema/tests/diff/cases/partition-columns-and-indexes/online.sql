-- in one transaction
DROP INDEX public.m_note;
ALTER TABLE public.m DROP CONSTRAINT m_pkey;
ALTER TABLE public.m ALTER COLUMN id TYPE bigint;
ALTER TABLE public.m ADD CONSTRAINT note__not_null CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE public.m ADD COLUMN extra integer DEFAULT 1;
ALTER TABLE public.m ADD CONSTRAINT m_extra_check CHECK ((extra > 0)) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY m1_pkey ON public.m1 (at, id);
-- in one transaction
ALTER TABLE public.m1 ADD CONSTRAINT m1_pkey PRIMARY KEY USING INDEX m1_pkey;
-- outside of a transaction
CREATE INDEX CONCURRENTLY m1_note_extra_idx ON public.m1 USING btree (note, extra);
-- in one transaction
CREATE INDEX m_note ON public.m USING btree (note, extra);
-- outside of a transaction
CREATE INDEX CONCURRENTLY only_here ON public.m1 USING btree (extra);
-- in one transaction
ALTER TABLE public.m ADD CONSTRAINT m_pkey PRIMARY KEY (at, id);
-- in one transaction
ALTER TABLE public.m VALIDATE CONSTRAINT note__not_null;
ALTER TABLE public.m VALIDATE CONSTRAINT m_extra_check;
-- in one transaction
ALTER TABLE public.m ALTER COLUMN note SET NOT NULL;
ALTER TABLE public.m DROP CONSTRAINT note__not_null;
ALTER TABLE public.m1 ALTER COLUMN note SET NOT NULL;
