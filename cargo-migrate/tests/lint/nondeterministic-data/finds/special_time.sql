INSERT INTO plans (made_at) VALUES ('now'::timestamptz), (date 'today');
