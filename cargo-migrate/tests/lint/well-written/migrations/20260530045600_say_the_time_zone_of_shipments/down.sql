SET LOCAL timezone = 'UTC';
ALTER TABLE shipments ALTER COLUMN sent_at TYPE timestamp;
