--! unapplied
CREATE EXTENSION postgis;
--! down
DROP EXTENSION postgis CASCADE;
