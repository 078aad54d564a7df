--! unapplied
CREATE SCHEMA audit;
--! down
DROP SCHEMA audit CASCADE;
