DO $$
DECLARE
    part text;
BEGIN
    CREATE TEMP TABLE parts ON COMMIT DROP AS SELECT relname FROM pg_class WHERE relname LIKE 'legacy_%';
    FOR part IN SELECT relname FROM parts LOOP
        RAISE NOTICE 'DROP TABLE %', part;
    END LOOP;
    DROP TABLE parts;
END
$$;
