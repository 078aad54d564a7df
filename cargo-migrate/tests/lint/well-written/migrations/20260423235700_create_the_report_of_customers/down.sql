DROP TABLE reports.customers_by_country;
