CREATE TABLE invoices (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id  bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    cents    bigint NOT NULL CHECK (cents >= 0),
    paid_at  timestamptz
);
