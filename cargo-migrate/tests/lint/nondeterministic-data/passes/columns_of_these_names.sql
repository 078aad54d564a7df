UPDATE settings SET "user" = owner, random = version, now = 'x' WHERE id = 1;
