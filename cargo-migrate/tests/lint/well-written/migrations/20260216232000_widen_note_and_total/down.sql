ALTER TABLE orders
    ALTER COLUMN note TYPE varchar(200),
    ALTER COLUMN total TYPE numeric(10, 2);
