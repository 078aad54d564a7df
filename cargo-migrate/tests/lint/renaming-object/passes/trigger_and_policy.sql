ALTER TRIGGER touch ON users RENAME TO touch_users;
ALTER POLICY own ON users RENAME TO own_rows;
