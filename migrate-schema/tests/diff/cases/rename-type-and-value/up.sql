ALTER DOMAIN public."E Mail" RENAME TO email;
ALTER TYPE s.mood RENAME TO feeling;
ALTER TYPE s.feeling RENAME VALUE 'sad' TO 'down';
ALTER DOMAIN public.email RENAME CONSTRAINT "E Mail_check" TO email_check;
ALTER TABLE ONLY public.t ALTER COLUMN many SET DEFAULT '{down}'::s.feeling[];
