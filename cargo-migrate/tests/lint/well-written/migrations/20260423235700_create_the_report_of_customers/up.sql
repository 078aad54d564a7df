CREATE TABLE reports.customers_by_country (
    country text PRIMARY KEY,
    customers bigint NOT NULL
);

INSERT INTO reports.customers_by_country (country, customers)
SELECT country, count(*) FROM public.customers WHERE country IS NOT NULL GROUP BY country;
