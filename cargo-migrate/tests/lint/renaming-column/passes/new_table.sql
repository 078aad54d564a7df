--! unapplied
CREATE TABLE users (nam text);
--! unapplied
ALTER TABLE users RENAME nam TO name;
