UPDATE users SET tenant = current_setting('app.tenant') WHERE tenant IS NULL;
