--! unapplied
CREATE SEQUENCE order_numbers;
--! down
DROP SEQUENCE order_numbers;
