CREATE TABLE plans (name text);
INSERT INTO plans VALUES ('free');
UPDATE plans SET name = upper(name);
