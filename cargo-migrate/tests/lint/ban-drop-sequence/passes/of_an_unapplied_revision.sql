--! unapplied
CREATE SEQUENCE order_numbers;
--! unapplied
DROP SEQUENCE order_numbers;
