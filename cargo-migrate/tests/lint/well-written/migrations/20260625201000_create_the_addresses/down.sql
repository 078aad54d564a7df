DROP TABLE branches;
DROP DOMAIN email;
DROP TYPE address;
