WITH made AS (INSERT INTO plans (made_at) VALUES (now()) RETURNING id)
SELECT count(*) FROM made;
