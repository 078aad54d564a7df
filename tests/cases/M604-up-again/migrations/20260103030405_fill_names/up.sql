CREATE SEQUENCE runs;
DO $$
BEGIN
    IF EXISTS (SELECT FROM users WHERE name = 'marker') THEN
        RAISE EXCEPTION 'the names were filled before';
    END IF;
END
$$;
INSERT INTO users (name) VALUES ('marker');
