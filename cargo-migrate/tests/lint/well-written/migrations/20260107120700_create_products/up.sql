CREATE TYPE product_state AS ENUM ('draft', 'on sale', 'withdrawn');

CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku varchar(20) NOT NULL UNIQUE,
    title text NOT NULL,
    state product_state NOT NULL DEFAULT 'draft',
    price numeric(10, 2) NOT NULL CHECK (price >= 0),
    stock integer NOT NULL DEFAULT 0,
    attributes jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX products_attributes_idx ON products USING gin (attributes);
