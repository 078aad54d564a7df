ALTER TABLE app.users RENAME TO "People";
