UPDATE users SET token = audit.random(id) WHERE token IS NULL;
