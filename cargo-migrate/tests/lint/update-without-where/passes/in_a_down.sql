--! applied
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL, email text, seen timestamptz, total numeric(8, 2), plan text);
--! unapplied
UPDATE users SET plan = 'free' WHERE plan IS NULL;
--! down
UPDATE users SET plan = NULL;
