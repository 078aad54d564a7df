CREATE DOMAIN money_amount AS numeric(14, 2);
