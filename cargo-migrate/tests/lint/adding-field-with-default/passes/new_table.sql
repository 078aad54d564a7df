CREATE TABLE users (id bigserial PRIMARY KEY);
ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid(), ADD COLUMN n serial;
