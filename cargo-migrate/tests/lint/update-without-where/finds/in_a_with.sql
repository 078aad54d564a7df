WITH changed AS (UPDATE users SET plan = upper(plan) RETURNING id) SELECT count(*) FROM changed;
