DROP TABLE app.t;
DROP SCHEMA app;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
COMMENT ON SCHEMA public IS 'standard public schema';
GRANT USAGE ON SCHEMA public TO PUBLIC;
CREATE TABLE public.t (
    a integer
);
