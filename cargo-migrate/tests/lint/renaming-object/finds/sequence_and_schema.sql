ALTER SEQUENCE numbers RENAME TO order_numbers;
ALTER SCHEMA app RENAME TO shop;
