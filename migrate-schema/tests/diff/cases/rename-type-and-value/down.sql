ALTER DOMAIN public.email RENAME TO "E Mail";
ALTER TYPE s.feeling RENAME TO mood;
ALTER TYPE s.mood RENAME VALUE 'down' TO 'sad';
ALTER DOMAIN public."E Mail" RENAME CONSTRAINT email_check TO "E Mail_check";
ALTER TABLE ONLY public.t ALTER COLUMN many SET DEFAULT '{sad}'::s.mood[];
