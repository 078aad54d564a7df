SET search_path = app;
SET LOCAL lock_timeout = '1s';
SET SESSION AUTHORIZATION postgres;
SET ROLE admin;
RESET ALL;
SELECT pg_catalog.set_config('search_path', '', false);
SELECT set_config('search_path', 'app', true);
ALTER TABLE users ADD COLUMN age int;
