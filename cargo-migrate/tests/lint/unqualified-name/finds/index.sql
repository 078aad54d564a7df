CREATE INDEX plans_name ON plans (name);
