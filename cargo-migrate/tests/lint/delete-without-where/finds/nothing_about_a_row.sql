DELETE FROM users u WHERE u.id = u.id;
DELETE FROM users WHERE coalesce(true, false);
DELETE FROM users WHERE (SELECT true);
