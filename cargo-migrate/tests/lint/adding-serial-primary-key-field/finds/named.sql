ALTER TABLE app.users ADD CONSTRAINT users_key PRIMARY KEY (tenant, id);
