ALTER TABLE app.users ADD COLUMN slug text DEFAULT app.make_slug('user');
