ALTER TABLE app.orders ADD CHECK (amount > 0), ADD COLUMN note text;
