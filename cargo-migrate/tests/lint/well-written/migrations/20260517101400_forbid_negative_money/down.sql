ALTER DOMAIN money_amount DROP CONSTRAINT money_amount_positive;
