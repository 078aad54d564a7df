ALTER TABLE users ADD COLUMN tags text[] NOT NULL DEFAULT '{}'::text[],
    ADD COLUMN at timestamp DEFAULT (now() AT TIME ZONE 'utc'),
    ADD COLUMN until timestamptz DEFAULT now() + interval '30 days',
    ADD COLUMN name text DEFAULT coalesce(lower('X'), ''),
    ADD COLUMN empty jsonb DEFAULT jsonb_build_object('a', 1);
