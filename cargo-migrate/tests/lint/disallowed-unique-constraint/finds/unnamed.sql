ALTER TABLE app.users ADD UNIQUE (tenant, "Email");
