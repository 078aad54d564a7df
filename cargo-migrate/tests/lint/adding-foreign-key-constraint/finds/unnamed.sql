ALTER TABLE orders ADD FOREIGN KEY (tenant, user_id) REFERENCES app.users (tenant, id);
