ALTER TABLE users ADD COLUMN code text DEFAULT 'U' || (floor(random() * 1000))::text;
