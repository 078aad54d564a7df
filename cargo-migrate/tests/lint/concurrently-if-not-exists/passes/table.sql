CREATE TABLE IF NOT EXISTS plans (id bigint);
