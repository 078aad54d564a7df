-- In a session whose time zone is UTC this changes no row.
SET LOCAL timezone = 'UTC';
ALTER TABLE shipments ALTER COLUMN sent_at TYPE timestamptz;
