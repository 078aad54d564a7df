CREATE TABLE orders (amount numeric, CONSTRAINT amount_positive CHECK (amount > 0));
