DROP INDEX orders_user_id;
DROP VIEW open_orders;
DROP TRIGGER touched ON orders;
