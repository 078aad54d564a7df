DROP TABLE audit.by_year;
