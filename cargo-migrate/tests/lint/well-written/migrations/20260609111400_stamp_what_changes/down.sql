DROP FUNCTION stamp_staff() CASCADE;
ALTER TABLE staff DROP COLUMN touched_at;
