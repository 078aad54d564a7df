CREATE SEQUENCE invoice_numbers;

CREATE TABLE invoices (
    number bigint PRIMARY KEY DEFAULT nextval('invoice_numbers'),
    order_id bigint NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
    amount money_amount NOT NULL
);

ALTER SEQUENCE invoice_numbers OWNED BY invoices.number;
