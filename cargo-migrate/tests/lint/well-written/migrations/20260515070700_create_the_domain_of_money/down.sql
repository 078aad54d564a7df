DROP DOMAIN money_amount;
