DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'legacy') THEN
        DROP TABLE legacy;
    END IF;
END
$$;
