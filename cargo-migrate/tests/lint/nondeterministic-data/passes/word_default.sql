INSERT INTO plans (name, made_at) VALUES ('free', DEFAULT);
