CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    phone varchar(20),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT customers_email_has_at CHECK (email LIKE '%_@_%')
);

CREATE UNIQUE INDEX customers_email_key ON customers (lower(email));

COMMENT ON TABLE customers IS 'People who have bought something, or may.';
