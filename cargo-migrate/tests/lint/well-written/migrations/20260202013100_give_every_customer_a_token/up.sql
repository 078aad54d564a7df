UPDATE customers SET token = DEFAULT WHERE token IS NULL AND id % 2 = 0;
UPDATE customers SET token = DEFAULT WHERE token IS NULL;
VACUUM customers;
