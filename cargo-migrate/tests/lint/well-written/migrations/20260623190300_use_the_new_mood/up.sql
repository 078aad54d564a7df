UPDATE staff SET mood = 'away' WHERE mood IS NULL AND role = 'clerk';
ALTER TABLE staff ALTER COLUMN mood SET DEFAULT 'away';
