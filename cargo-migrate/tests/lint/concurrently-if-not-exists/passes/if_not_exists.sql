CREATE TABLE plans (id bigint);
CREATE INDEX IF NOT EXISTS plans_id ON plans (id);
