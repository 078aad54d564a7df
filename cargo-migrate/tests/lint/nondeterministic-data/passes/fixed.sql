INSERT INTO plans (name, made_at) VALUES ('free', '2026-11-21T09:30:00Z'), ('now', 'random()');
