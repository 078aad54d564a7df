ALTER TABLE app.users RENAME name TO "Full Name";
