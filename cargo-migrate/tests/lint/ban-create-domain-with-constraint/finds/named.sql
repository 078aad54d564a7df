CREATE DOMAIN app.email AS text COLLATE "C" CONSTRAINT email_has_at CHECK (VALUE LIKE '%@%');
