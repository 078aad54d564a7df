UPDATE users
SET groups = '[]'
WHERE groups::text = '["staff"]';
