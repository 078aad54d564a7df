CREATE TABLE plans (id bigint);
TRUNCATE plans;
