ALTER TABLE staff ALTER COLUMN mood DROP DEFAULT;
UPDATE staff SET mood = NULL WHERE mood = 'away' AND role = 'clerk';
