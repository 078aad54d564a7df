WITH t AS (SELECT clock_timestamp() AS at) INSERT INTO plans (made_at) SELECT at FROM t;
