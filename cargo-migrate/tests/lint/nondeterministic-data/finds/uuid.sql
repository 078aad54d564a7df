INSERT INTO plans (id, name)
SELECT pg_catalog.gen_random_uuid(), name FROM names;
