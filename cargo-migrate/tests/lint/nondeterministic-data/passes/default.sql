ALTER TABLE users ADD COLUMN made_at timestamptz NOT NULL DEFAULT now();
