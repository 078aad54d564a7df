CREATE FUNCTION ok(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT value <> ''''';
CREATE DOMAIN d AS text CHECK (ok(VALUE));
CREATE TABLE t (a d, b boolean GENERATED ALWAYS AS (ok(c)) STORED, c text DEFAULT 'x' CHECK (ok(c)));
