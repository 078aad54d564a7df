--! applied
CREATE SEQUENCE order_numbers;
--! unapplied
DROP SEQUENCE public.order_numbers;
