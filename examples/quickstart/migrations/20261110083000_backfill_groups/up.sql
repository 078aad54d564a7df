-- Guarded, so that running it twice changes nothing: only rows that still have the default are filled.
UPDATE users
SET groups = '["staff"]'
WHERE email LIKE '%@example.com'
  AND groups::text = '[]';
