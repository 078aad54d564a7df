CREATE TABLE plans (id bigint);
DELETE FROM plans;
