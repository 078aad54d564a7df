-- Grьяe
SELECT 1;
