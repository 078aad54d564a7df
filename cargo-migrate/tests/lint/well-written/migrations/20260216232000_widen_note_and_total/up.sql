-- Neither rewrites a row: both only allow more.
ALTER TABLE orders
    ALTER COLUMN note TYPE varchar(400),
    ALTER COLUMN total TYPE numeric(14, 2);
