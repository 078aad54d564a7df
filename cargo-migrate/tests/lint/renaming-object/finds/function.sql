ALTER FUNCTION app.total(bigint) RENAME TO grand_total;
